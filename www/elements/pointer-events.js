/** What a pointer does while it is down. */
export const POINTER_EVENTS = /** @type {const} */ ([
  'pointerdown',
  'pointermove',
  'pointerup',
  'pointercancel',
]);
