import { css, html, nothing } from 'lit';
import { inputName } from '../failure.js';
import { clock, count } from '../i18n/format.js';
import { SPEEDS } from '../session.js';
import { base } from '../styles/index.js';
import { icons } from './icons.js';
import { SessionElement } from './session-element.js';

/** The paces a reader can choose, in milliseconds a step: from slow to free. */
export const PACES = Object.freeze([2000, 1400, 1000, 700, 400, 250, 150, 80, 40, 16, 0]);

/**
 * The index of the choice nearest to a value.
 *
 * @param {readonly number[]} choices
 * @param {number} value
 */
export function nearest(choices, value) {
  let best = 0;
  for (let i = 1; i < choices.length; i += 1) {
    if (Math.abs(choices[i] - value) < Math.abs(choices[best] - value)) best = i;
  }
  return best;
}

/**
 * Play, pause, step, speed and pace, and the lesson's event buttons.
 *
 * @fires help the reader asks for the keys
 */
export class WsTransport extends SessionElement {
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 14px;
        padding: 7px 16px;
        background: var(--ws-panel);
      }
      .group,
      .slider {
        display: flex;
        align-items: center;
        gap: 5px;
      }
      .group .button {
        width: 34px;
        height: 32px;
        padding: 0;
        color: var(--ws-ink);
      }
      .group .primary {
        width: 46px;
        color: var(--ws-on-accent);
      }
      .where {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        font-family: var(--ws-mono);
        font-size: 12.5px;
        white-space: nowrap;
      }
      .position {
        min-width: 9.5em;
      }
      .now {
        min-width: 7em;
        color: var(--ws-soft);
      }
      .slider {
        gap: 8px;
        color: var(--ws-soft);
        white-space: nowrap;
      }
      .slider input {
        width: 92px;
        margin: 0;
        accent-color: var(--ws-accent);
      }
      output {
        min-width: 3em;
        color: var(--ws-ink);
        font-size: 12.5px;
      }
      .pace output {
        min-width: 5.8em;
      }
      .input {
        border-color: var(--ws-accent);
        color: var(--ws-accent);
      }
      .input[data-awaited] {
        background: var(--ws-highlight);
      }
      .space {
        flex: 1;
      }
      @container (max-width: 1100px) {
        :host {
          gap: 6px 10px;
        }
        .slider input {
          width: 64px;
        }
      }
      @container (max-width: 880px) {
        .space {
          flex: 1 1 100%;
        }
      }
      .help {
        width: 32px;
        padding: 0;
      }
      @container (max-width: 620px) {
        :host {
          justify-content: space-between;
          gap: 4px 8px;
          padding: 6px 10px calc(6px + env(safe-area-inset-bottom, 0px));
        }
        .group {
          order: 2;
          flex: 1 1 100%;
          gap: 6px;
        }
        .group .button,
        .group .primary {
          flex: 1;
          height: 44px;
        }
        .group .primary {
          flex: 1.6;
        }
        .where {
          order: 0;
          flex: 1;
          font-size: 12px;
        }
        .position,
        .now {
          min-width: 0;
        }
        .inputs {
          order: 1;
        }
        .input {
          min-height: 40px;
        }
        .slider {
          order: 3;
          flex: 1;
          gap: 6px;
          font-size: 12px;
        }
        .slider input {
          flex: 1;
          width: 40px;
          min-width: 40px;
          height: 28px;
        }
        output,
        .pace output {
          min-width: 2.6em;
        }
        .space,
        .help {
          display: none;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  static listens = ['change', 'playstate', 'spec'];

  /** @override */
  render() {
    const { session, t } = this;
    const position = session?.position ?? 0;
    const steps = session?.steps ?? 0;
    const atStart = position === 0;
    const playing = session?.playing ?? false;
    return html`
      <div class="group" role="group" aria-label=${t('transport.label')}>
        ${this.#button('start', t('transport.start'), !session || atStart, () => session?.toStart())}
        ${this.#button('back', t('transport.back'), !session || atStart, () => session?.back())}
        <button type="button" class="button primary" part="play" ?disabled=${!session}
          title=${playing ? t('transport.pause') : t('transport.play')}
          aria-label=${playing ? t('transport.pause') : t('transport.play')}
          @click=${() => session?.toggle()}>${playing ? icons.pause : icons.play}</button>
        ${this.#button('forward', t('transport.forward'), !session || session.over, () => session?.step())}
        ${this.#button('end', t('transport.end'), !session || session.over, () => session?.toEnd())}
      </div>
      <div class="where number">
        <span class="position">${t('transport.position', { position: count(position), steps: count(steps) })}</span>
        <span class="now" title=${t('transport.now', { now: clock(session?.nowNs ?? 0) })}>${clock(session?.nowNs ?? 0)}</span>
      </div>
      ${this.#inputs()}
      <span class="space"></span>
      ${this.#slider('speed', SPEEDS, session?.speed ?? 1, (speed) => `${speed}×`)}
      ${this.#slider('pace', PACES, session?.pace ?? 400, (ms) =>
        ms ? t('transport.paceMs', { ms }) : t('transport.paceFree'),
      )}
      <button type="button" class="button help" title=${t('transport.help')} aria-label=${t('transport.help')}
        @click=${() => this.dispatchEvent(new CustomEvent('help'))}>${icons.keyboard}</button>
    `;
  }

  /**
   * @param {'start' | 'back' | 'forward' | 'end'} name
   * @param {string} label
   * @param {boolean} disabled
   * @param {() => void} press
   */
  #button(name, label, disabled, press) {
    return html`<button type="button" class="button" part=${name} title=${label} aria-label=${label}
      ?disabled=${disabled} @click=${press}>${icons[name]}</button>`;
  }

  #inputs() {
    const { session, t } = this;
    if (!session?.lesson.inputs.length) return nothing;
    return html`<div class="inputs" role="group" aria-label=${t('transport.inputs')}>
      ${session.lesson.inputs.map((id) => {
        const name = inputName(t, id);
        return html`<button type="button" class="button input" part="input"
          aria-label=${t('transport.input', { name })} ?data-awaited=${session.awaitsInput}
          title=${session.awaitsInput ? t('transport.waiting') : t('transport.input', { name })}
          @click=${() => session.input(id)}>${icons.bolt}${name}</button>`;
      })}
    </div>`;
  }

  /**
   * @param {'speed' | 'pace'} what
   * @param {readonly number[]} choices
   * @param {number} value
   * @param {(value: number) => string} words
   */
  #slider(what, choices, value, words) {
    const { t } = this;
    const text = words(value);
    return html`<label class="slider ${what}" title=${t(`transport.${what}Hint`)}>
      <span>${t(`transport.${what}`)}</span>
      <input type="range" min="0" max=${choices.length - 1} step="1" aria-valuetext=${text}
        ?disabled=${!this.session} .value=${String(nearest(choices, value))}
        @input=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => {
          if (this.session) this.session[what] = choices[Number(target.value)];
        }} />
      <output class="number" aria-hidden="true">${text}</output>
    </label>`;
  }
}

customElements.define('ws-transport', WsTransport);
