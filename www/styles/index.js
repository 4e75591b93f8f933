/** The shared style sheets, as Lit takes them. Their text lives in the `.css` files beside this one. */

import { unsafeCSS } from 'lit';
import baseText from './base.css?inline';
import tokensText from './tokens.css?inline';

/** Type, controls and focus: in every element's shadow root. */
export const base = unsafeCSS(baseText);

/** The public custom properties: on the elements that stand in a document of their own. */
export const tokens = unsafeCSS(tokensText);

/**
 * The custom property that holds a task's hue.
 *
 * @param {number} task its number
 */
export const taskHue = (task) => `var(--ws-task-${task % 8})`;
