/** Wakescope's own pictures, as inline SVG. All are decoration: a label stands beside each. */

import { html } from 'lit';

/** @param {string} path on a 16 by 16 grid */
const icon = (path) =>
  html`<svg class="icon" viewBox="0 0 16 16" fill-rule="evenodd" aria-hidden="true" focusable="false"><path d=${path}/></svg>`;

/** The icons by name. */
export const icons = {
  start: icon('M3 3h2v10H3zM14 3v10L6 8z'),
  back: icon('M11.5 3v10L4 8z'),
  play: icon('M4 2l10 6-10 6z'),
  pause: icon('M4 2.5h3v11H4zM9 2.5h3v11H9z'),
  forward: icon('M4.5 3L12 8l-7.5 5z'),
  end: icon('M2 3l8 5-8 5zM11 3h2v10h-2z'),
  copy: icon('M5 1h9v10h-2V3H5zM2 4h8v11H2zm1.5 1.5v8h5v-8z'),
  close: icon('M3 4.1L4.1 3 8 6.9 11.9 3 13 4.1 9.1 8l3.9 3.9-1.1 1.1L8 9.1 4.1 13 3 11.9 6.9 8z'),
  down: icon('M3 5.5h10L8 11z'),
  up: icon('M3 10.5h10L8 5z'),
  menu: icon('M2 3h12v1.6H2zM2 7.2h12v1.6H2zM2 11.4h12V13H2z'),
  share: icon(
    'M11.5 1a2.5 2.5 0 1 1-1.9 4.1L6.4 7a2.5 2.5 0 0 1 0 2l3.2 1.9a2.5 2.5 0 1 1-.7 1.3L5.6 10.2a2.5 2.5 0 1 1 0-4.4l3.3-2A2.5 2.5 0 0 1 11.5 1z',
  ),
  half: icon('M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 1.6v10.8A5.4 5.4 0 0 0 8 2.6z'),
  sun: icon(
    'M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM7.3 0h1.4v2.5H7.3zM7.3 13.5h1.4V16H7.3zM0 7.3h2.5v1.4H0zM13.5 7.3H16v1.4h-2.5zM2 3l1-1 1.8 1.8-1 1zM11.2 12.2l1-1L14 13l-1 1zM2 13l1.8-1.8 1 1L3 14zM11.2 3.8L13 2l1 1-1.8 1.8z',
  ),
  moon: icon('M6.5 1.5A6.8 6.8 0 1 0 14.5 9.5 5.6 5.6 0 0 1 6.5 1.5z'),
  warning: icon('M8 1.5L15.5 14.5H.5zM7.2 6v4.5h1.6V6zM7.2 11.5v1.6h1.6v-1.6z'),
  keyboard: icon(
    'M1 3.5h14v9H1zm1.4 1.4v6.2h11.2V4.9zM3.5 6h1.3v1.3H3.5zM6 6h1.3v1.3H6zM8.6 6h1.3v1.3H8.6zM11.2 6h1.3v1.3h-1.3zM4.5 8.8h7v1.3h-7z',
  ),
  settings: icon(
    'M2 3.3h6.2a2 2 0 0 1 3.7 0H14v1.4h-2.1a2 2 0 0 1-3.7 0H2zM2 7.3h1.6a2 2 0 0 1 3.7 0H14v1.4H7.3a2 2 0 0 1-3.7 0H2zM2 11.3h6.2a2 2 0 0 1 3.7 0H14v1.4h-2.1a2 2 0 0 1-3.7 0H2z',
  ),
  bolt: icon('M9.5 1L3 9h4l-1 6 6.5-8h-4z'),
  external: icon('M9 2h5v5h-1.5V4.6L7.3 9.8 6.2 8.7l5.2-5.2H9zM3 4h4v1.5H4.5v6h6V9H12v4H3z'),
};

/** Wakescope's sign: a pulse in a ring. */
export const logo = html`<svg class="logo" viewBox="0 0 22 22" width="22" height="22" aria-hidden="true" focusable="false"
  fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">
  <circle cx="11" cy="11" r="9"/><path d="M2.5 11H7l2-4 3 8 2-4h5.5"/></svg>`;
