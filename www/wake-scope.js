/**
 * The library: importing this file registers `<wake-scope>`, the one public element. It is what a
 * page names in a script tag:
 *
 * ```html
 * <script type="module" src="https://…/wake-scope.js"></script>
 * <wake-scope lesson="waker" lang="en"></wake-scope>
 * ```
 */

export { WakeScope } from './elements/wake-scope.js';
