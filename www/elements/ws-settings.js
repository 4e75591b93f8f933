import { css, html, nothing } from 'lit';
import { paramName, sentenceOf } from '../failure.js';
import { readDecisions, readWhole } from '../run-fields.js';
import { base } from '../styles/index.js';
import { haveLaterWords } from './later-words.js';
import { SessionElement } from './session-element.js';

/** @typedef {import('../model/types.js').RunSpec} RunSpec */
/** @typedef {import('../model/types.js').ParamInfo} ParamInfo */

/**
 * What a reader may change about a run: executor, policy, seed, the lesson's numbers, a script.
 * Shows what is wrong with a value beside it, and never loses the run that is there.
 *
 * @fires change-run `detail` is the part of a RunSpec to change, or null for the lesson's defaults
 */
export class WsSettings extends SessionElement {
  static properties = {
    ...SessionElement.properties,
    error: { attribute: false },
  };

  static styles = [
    base,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--ws-soft);
        white-space: nowrap;
      }
      .seed {
        width: 4.6em;
        font-family: var(--ws-mono);
      }
      .decisions {
        width: 9em;
        font-family: var(--ws-mono);
      }
      select {
        max-width: 12em;
      }
      .unit {
        color: var(--ws-faint);
      }
      .error {
        flex-basis: 100%;
        font-size: 12.5px;
        white-space: normal;
      }
      @container (max-width: 760px) {
        form {
          display: grid;
          grid-template-columns: repeat(2, minmax(0, 1fr));
          gap: 10px 12px;
        }
        label {
          flex-direction: column;
          align-items: stretch;
          gap: 2px;
        }
        .box {
          display: flex;
          align-items: center;
          gap: 6px;
        }
        .field {
          flex: 1;
          width: 100%;
          min-width: 0;
          max-width: none;
          min-height: 40px;
          font-size: 16px;
        }
        .button {
          min-height: 40px;
        }
        .error {
          grid-column: 1 / -1;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  static listens = ['spec'];

  constructor() {
    super();
    /** What the page could not do, if it came from here. @type {import('../failure.js').Failure | null} */
    this.error = null;
    /** The field the reader changed last, which an error is about. */
    this.field = '';
  }

  /** @override */
  render() {
    const { session, t } = this;
    if (!session) return nothing;
    const { lesson, spec } = session;
    return html`<form aria-label=${t('settings.title')} @submit=${(/** @type {Event} */ e) => e.preventDefault()}>
      ${this.#select('executor', lesson.executors, spec.executor ?? '', 'executors')}
      ${this.#select('policy', session.catalogue.policies, spec.policy ?? '', 'policies')}
      ${spec.policy === 'script' ? this.#decisions(spec.decisions ?? []) : nothing}
      ${this.#text('seed', String(spec.seed ?? ''), (text) => ({ seed: text.trim() }))}
      ${lesson.params.map((param) => this.#param(param, spec.params?.[param.name] ?? param.default))}
      <button type="button" class="button" title=${t('settings.resetHint')}
        @click=${() => this.#ask(null, '')}>${t('settings.reset')}</button>
      ${this.error && haveLaterWords(this) ? html`<p class="error" id="error" role="alert">${sentenceOf(t, this.error)}</p>` : nothing}
    </form>`;
  }

  /**
   * @param {'executor' | 'policy'} name
   * @param {string[]} choices
   * @param {string} value
   * @param {string} words where the choices' names are
   */
  #select(name, choices, value, words) {
    const { t } = this;
    return html`<label title=${t(`settings.${name}Hint`)}><span>${t(`settings.${name}`)}</span>
      <select class="field" name=${name} ?disabled=${choices.length < 2}
        @change=${(/** @type {Event & { target: HTMLSelectElement }} */ { target }) =>
          this.#ask({ [name]: target.value }, name)}>
        ${choices.map(
          (id) =>
            html`<option value=${id} .selected=${id === value}>${t(`${words}.${id}`)}</option>`,
        )}
      </select></label>`;
  }

  /** @param {number[]} decisions */
  #decisions(decisions) {
    return this.#text('decisions', decisions.join(','), (text) => ({
      decisions: readDecisions(text),
    }));
  }

  /**
   * @param {'seed' | 'decisions'} name
   * @param {string} value
   * @param {(text: string) => Partial<RunSpec>} read
   */
  #text(name, value, read) {
    const { t } = this;
    return html`<label title=${t(`settings.${name}Hint`)}><span>${t(`settings.${name}`)}</span>
      <input class="field ${name}" name=${name} type="text" inputmode=${name === 'seed' ? 'numeric' : 'text'}
        autocomplete="off" spellcheck="false" value=${value} aria-invalid=${this.#wrong(name)}
        aria-describedby=${this.#wrong(name) === 'true' ? 'error' : nothing}
        @change=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) =>
          this.#try(() => read(target.value), name)} /></label>`;
  }

  /**
   * @param {ParamInfo} param
   * @param {number} value
   */
  #param({ name, min, max, unit }, value) {
    const { t } = this;
    const hint = unit
      ? t('settings.rangeUnit', { min, max, unit: t(`settings.units.${unit}`) })
      : t('settings.range', { min, max });
    return html`<label title=${hint}><span>${paramName(t, name)}</span>
      <span class="box"><input class="field" type="number" style="width:${String(max).length + 4}ch" name=${`p.${name}`} min=${min} max=${max} step="1"
        value=${value} aria-invalid=${this.#wrong(name)}
        aria-describedby=${this.#wrong(name) === 'true' ? 'error' : nothing}
        @change=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) =>
          this.#try(
            () => ({ params: { [name]: readWhole(target.value, name, [min, max]) } }),
            name,
          )} />
      ${unit ? html`<span class="unit">${t(`settings.units.${unit}`)}</span>` : nothing}</span></label>`;
  }

  /** Fields show the run's values, unless the reader is to mend what was typed. @override */
  updated() {
    for (const field of this.renderRoot.querySelectorAll('input')) {
      if (this.#wrong(field.name.replace('p.', '')) === 'false') field.value = field.defaultValue;
    }
  }

  /** @param {string} name */
  #wrong(name) {
    return this.error && this.field === name ? 'true' : 'false';
  }

  /**
   * @param {() => Partial<RunSpec>} read
   * @param {string} field
   */
  #try(read, field) {
    try {
      this.#ask(read(), field);
    } catch (error) {
      this.field = field;
      this.error = /** @type {import('../failure.js').Failure} */ (error);
    }
  }

  /**
   * @param {Partial<RunSpec> | null} detail
   * @param {string} field
   */
  #ask(detail, field) {
    this.field = field;
    this.error = null;
    this.dispatchEvent(new CustomEvent('change-run', { detail }));
  }
}

customElements.define('ws-settings', WsSettings);
