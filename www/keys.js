/**
 * The keyboard. Owns which key means what, and when a key is not meant for the run at all.
 */

/** @typedef {'toggle' | 'back' | 'forward' | 'back10' | 'forward10' | 'start' | 'end' | 'help' | 'escape'} Command */

/** @type {Record<string, Command>} */
const COMMANDS = {
  ' ': 'toggle',
  ArrowLeft: 'back',
  ArrowRight: 'forward',
  Home: 'start',
  End: 'end',
  '?': 'help',
  '？': 'help',
  Escape: 'escape',
};

/** What takes typed characters, and so every key. */
const TYPING = 'input:not([type="range"], [type="checkbox"]), textarea, select, [contenteditable]';
/** What does something of its own with the space bar. */
const PRESSED = 'button, a[href], summary, input, [role="button"], [role="option"]';
/** What does something of its own with arrows, Home and End. */
const MOVED =
  'input[type="range"], [role="slider"], [role="listbox"], [role="tree"], [role="grid"]';

/**
 * What a key press asks of the run; null if it is nothing, or is meant for the thing it was
 * pressed on.
 *
 * @param {KeyboardEvent} event
 * @returns {Command | null}
 */
export function commandOf(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.isComposing) return null;
  const command = COMMANDS[event.key];
  if (!command) return null;
  const target = event.composedPath()[0];
  if (target instanceof Element && taken(target, command)) return null;
  if (event.shiftKey && command === 'back') return 'back10';
  if (event.shiftKey && command === 'forward') return 'forward10';
  return command;
}

/**
 * @param {Element} target
 * @param {Command} command
 */
function taken(target, command) {
  if (command === 'escape') return false;
  if (target.matches(TYPING)) return true;
  if (command === 'toggle') return target.matches(PRESSED);
  if (command === 'help') return false;
  return target.matches(MOVED);
}

/**
 * Does what a key asks.
 *
 * @param {Exclude<Command, 'help' | 'escape'>} command
 * @param {import('./session.js').Session} session
 */
export function obey(command, session) {
  switch (command) {
    case 'toggle':
      return session.toggle();
    case 'back':
      return session.back();
    case 'forward':
      return session.step();
    case 'back10':
      return session.back(10);
    case 'forward10':
      return session.step(10);
    case 'start':
      return session.toStart();
    case 'end':
      return session.toEnd();
  }
}
