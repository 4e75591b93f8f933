/**
 * One requestAnimationFrame for the whole page. Whoever has to paint asks for a frame; asking twice
 * before it comes is asking once.
 */

/** @typedef {(time: number) => boolean | void} Painter returns true to be called in the next frame too */

/** @type {Set<Painter>} */
const asked = new Set();
let handle = 0;

/** Calls `painter` in the next frame. @param {Painter} painter */
export function requestPaint(painter) {
  asked.add(painter);
  if (handle === 0) handle = requestAnimationFrame(paintAll);
}

/** Takes the request back. @param {Painter} painter */
export function cancelPaint(painter) {
  asked.delete(painter);
}

/** @param {number} time */
function paintAll(time) {
  handle = 0;
  const due = [...asked];
  asked.clear();
  for (const painter of due) {
    try {
      if (painter(time)) asked.add(painter);
    } catch (error) {
      // One view's fault must not stop the others.
      reportError(error);
    }
  }
  if (asked.size > 0 && handle === 0) handle = requestAnimationFrame(paintAll);
}
