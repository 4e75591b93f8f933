/** The trace as it is exported. Owns the 16 bytes of an event, as `src/trace/event.rs` lays them out. */

const BYTES = 16;

/**
 * Every event recorded so far, 16 bytes each, little endian. Equal runs give equal bytes, at any
 * speed and in any browser.
 *
 * @param {import('./session.js').Session} session
 */
export function traceBytes(session) {
  const count = session.index.events;
  const bytes = new DataView(new ArrayBuffer(count * BYTES));
  for (const [i, event] of session.eventsBetween(0, count).entries()) {
    const at = i * BYTES;
    bytes.setUint8(at, event.kind);
    bytes.setUint8(at + 1, event.worker);
    bytes.setUint16(at + 2, event.place, true);
    bytes.setUint32(at + 4, event.task, true);
    bytes.setUint32(at + 8, event.a, true);
    bytes.setUint32(at + 12, event.b, true);
  }
  return new Uint8Array(bytes.buffer);
}
