import { unsafeCSS } from 'lit';
import { failure } from '../failure.js';
import { commandOf, obey } from '../keys.js';
import { writeLink } from '../link.js';
import { readSpec } from '../run-fields.js';
import { bringStory } from '../story-teller.js';
import { base, tokens } from '../styles/index.js';
import layout from '../styles/wake-scope.css?inline';
import { layoutOf } from './layout.js';
import { RunElement } from './run-element.js';
import { lessonTitle } from './ws-lesson.js';

/** @typedef {import('../model/types.js').RunSpec} RunSpec */
/** @typedef {import('../failure.js').Failure} Failure */

/** The attributes that say what to run. */
const RUN = /** @type {const} */ ([
  'lesson',
  'executor',
  'policy',
  'seed',
  'params',
  'decisions',
  'firstStep',
]);

/** The layouts there are; the first is the default. */
const LAYOUTS = ['embed', 'page'];

/**
 * `<wake-scope>`: a run of a lesson on a real executor, with everything to watch it and to take
 * its controls. The one public element.
 *
 * ```html
 * <wake-scope lesson="channel" executor="queue" policy="fifo" seed="7" lang="en"></wake-scope>
 * ```
 *
 * Attributes say what the author wants run; whenever one changes, that is run. What a reader then
 * changes is not written back to them: {@link WakeScope.spec} tells what runs. A value that is not
 * possible is answered by a sentence on the page and a `runerror`; the run from before stays.
 *
 * @attr {string} lesson a lesson's id; the first lesson without it
 * @attr {string} executor `busy_loop`, `block_on` or `queue`, as the lesson allows
 * @attr {string} policy `fifo`, `lifo`, `priority`, `random` or `script`
 * @attr {string} seed a whole number below 2⁶⁴
 * @attr {string} params the lesson's numbers: `tasks=100,delay=20`
 * @attr {string} decisions for `policy="script"`: the task to take at each choice, `1,2,0`
 * @attr {string} step the step to begin at; 0 without it
 * @attr {string} lang `zh-CN` or `en`; else the language around the element, else the reader's
 * @attr {'auto' | 'light' | 'dark'} theme `auto`, the default, follows the system
 * @attr {'embed' | 'page'} layout `embed`, the default: stage and transport, code on demand;
 *   `page`: everything
 * @attr {boolean} autoplay plays as soon as it can; off by default
 * @attr {number} speed logical time per time on the wall while playing, 0.25 to 16
 * @attr {number} pace milliseconds a step stays at least while playing; 0 runs freely
 * @attr {'eager' | 'lazy'} loading `lazy` waits until the element is about to be seen
 * @attr {string} href where "open in Wakescope" leads, without a fragment; no link without it
 *
 * @fires stepchange `detail: { position, steps }`, whenever either changes
 * @fires runend the end of the run has been reached
 * @fires runerror `detail`: an Error with `code`, `value`, `allowed`, `where`
 * @fires specchange `detail: { spec, why }`, whenever another run takes the place of one
 *
 * @slot lesson stands instead of the lesson's own prose, in the layout `page`
 *
 * @csspart lesson the prose
 * @csspart code the source
 * @csspart stage the queue, the executor and the waiting
 * @csspart transport the playback controls
 * @csspart timeline the whole run
 * @csspart inspector the chosen task
 * @csspart log every event in words
 *
 * @cssprop --ws-bg,--ws-panel,--ws-code-bg,--ws-highlight surfaces
 * @cssprop --ws-line,--ws-control,--ws-wait lines
 * @cssprop --ws-ink,--ws-soft,--ws-faint text
 * @cssprop --ws-accent,--ws-on-accent what runs and what wakes; --ws-bad what went wrong
 * @cssprop --ws-task-0,…,--ws-task-7,--ws-on-task a task's hue, and what is written on it
 * @cssprop --ws-font,--ws-mono,--ws-radius type and corners
 * @cssprop --ws-stage-height how tall the stage of an embed is, 400px
 */
export class WakeScope extends RunElement {
  static properties = {
    ...RunElement.properties,
    lesson: {},
    executor: {},
    policy: {},
    seed: {},
    params: {},
    decisions: {},
    firstStep: { attribute: 'step' },
    theme: { reflect: true },
    layout: { reflect: true },
    autoplay: { type: Boolean },
    speed: { type: Number },
    pace: { type: Number },
    loading: {},
    href: {},
    open: { state: true },
  };

  static styles = [tokens, base, unsafeCSS(layout)];

  /** What to run first instead of the attributes. @type {import('../link.js').Place | null} */
  #link = null;
  #begun = false;
  #fresh = true;
  /** @type {AbortController | undefined} */
  #living;

  constructor() {
    super();
    /** @type {string | null} */
    this.lesson = null;
    /** @type {string | null} */
    this.executor = null;
    /** @type {string | null} */
    this.policy = null;
    /** @type {string | null} */
    this.seed = null;
    /** @type {string | null} */
    this.params = null;
    /** @type {string | null} */
    this.decisions = null;
    /** The attribute `step`. @type {string | null} */
    this.firstStep = null;
    this.theme = 'auto';
    this.layout = LAYOUTS[0];
    this.autoplay = false;
    /** @type {number | null} */
    this.speed = null;
    /** @type {number | null} */
    this.pace = null;
    this.loading = 'eager';
    /** @type {string | null} */
    this.href = null;

    /** Which panels are open: not public. */
    this.open = { code: false, settings: false, log: true, keys: false };
  }

  /**
   * Runs what a link says, in place of what the attributes say.
   *
   * @param {import('../link.js').Place} place
   * @returns {Promise<void>} kept when it is there, or has been answered by a sentence
   */
  async restore(place) {
    if (this.#begun) await this.run({ lesson: '', ...place.spec }, 'link', place.step ?? 0);
    else this.#link = place;
  }

  // From here on, nothing is public.

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#living = new AbortController();
    const { signal } = this.#living;
    const press = (/** @type {KeyboardEvent} */ event) => this.#pressed(event);
    window.addEventListener('keydown', (event) => this.layout === 'page' && press(event), {
      signal,
    });
    this.addEventListener('keydown', (event) => this.layout !== 'page' && press(event), { signal });
    // Whoever is here will take a step: then there is something to tell.
    for (const sign of ['pointerover', 'focusin']) {
      this.addEventListener(
        sign,
        () => this.language && bringStory(this.language).catch(() => {}),
        {
          once: true,
          signal,
        },
      );
    }
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#living?.abort();
  }

  /** @override */
  firstUpdated() {
    if (this.loading !== 'lazy') {
      this.#begin();
      return;
    }
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        watch.disconnect();
        this.#begin();
      },
      { rootMargin: '300px' },
    );
    watch.observe(this);
  }

  /**
   * @override
   * @param {import('lit').PropertyValues} changed
   */
  updated(changed) {
    // What the attributes said at first is what `firstUpdated` runs.
    if (this.#fresh) this.#fresh = false;
    else if (this.#begun && RUN.some((name) => changed.has(name))) this.#runAttributes();
    if (changed.has('speed') || changed.has('pace')) this.#setTempo();
    if (changed.has('layout') && !LAYOUTS.includes(this.layout)) {
      const error = failure('bad-layout', this.layout, LAYOUTS);
      this.layout = LAYOUTS[0];
      this.report(error, 'replaced');
    }
  }

  /** @override */
  render() {
    return layoutOf(this);
  }

  #begin() {
    if (this.#begun) return;
    this.#begun = true;
    if (this.#link) this.restore(this.#link);
    else this.#runAttributes();
  }

  async #runAttributes() {
    /** @type {Failure | null} */
    let misread = null;
    let spec = readSpec({ ...this.#texts(), params: null, decisions: null });
    try {
      spec = readSpec(this.#texts());
      if (this.firstStep && !/^\d{1,12}$/.test(this.firstStep)) {
        throw failure('bad-step', this.firstStep, [0, this.steps || '…']);
      }
    } catch (error) {
      misread = /** @type {Failure} */ (error);
    }
    if (misread && this.session) {
      this.report(misread, 'kept');
      return;
    }
    await this.run(spec, 'attributes', Number(this.firstStep) || 0);
    if (misread) this.report(misread, 'replaced');
    if (this.autoplay) this.session?.play();
  }

  #texts() {
    const { lesson, executor, policy, seed, params, decisions } = this;
    return { lesson, executor, policy, seed, params, decisions };
  }

  /**
   * What the reader changed about the run; null for the lesson's defaults.
   *
   * @param {Partial<RunSpec> | null} change
   */
  change(change) {
    const { spec } = this;
    if (!spec) return;
    const { inputs: _, ...same } = spec;
    const params = { ...same.params, ...change?.params };
    this.run(change ? { ...same, ...change, params } : { lesson: spec.lesson }, 'reader');
  }

  /** Takes the keyboard to the stage. */
  focusStage() {
    const stage = this.renderRoot.querySelector('#stage');
    if (stage instanceof HTMLElement) stage.focus();
  }

  /** Opens or closes a panel. @param {keyof WakeScope['open']} panel */
  toggle(panel) {
    if (panel === 'keys') import('./ws-keys.js');
    this.open = { ...this.open, [panel]: !this.open[panel] };
  }

  /** Where this very moment is found on the full page; null if the author does not say. */
  get deepLink() {
    const { spec, position: step, language } = this;
    return this.href === null || !spec
      ? null
      : this.href + writeLink({ spec, step, lang: language ?? undefined });
  }

  /** What the element is, for those who do not see it. */
  get label() {
    const { t, spec } = this;
    return t('element.label', { lesson: spec ? lessonTitle(t, spec.lesson) : '' });
  }

  /** @override @param {import('../session.js').Session} session */
  sessionMade(session) {
    this.#setTempo();
    // Only what has come to its end is judged.
    const watch = new AbortController();
    const judge = () => {
      if (!session.complete) return;
      import('./ws-verdicts.js').then(
        () => watch.abort(),
        // Asked for again at the next change.
        () => {},
      );
    };
    session.addEventListener('change', judge, { signal: watch.signal });
  }

  #setTempo() {
    const { session, speed, pace } = this;
    if (!session) return;
    if (speed !== null) {
      if (speed >= 0.25 && speed <= 16) session.speed = speed;
      else this.report(failure('bad-speed', this.getAttribute('speed') ?? speed), 'kept');
    }
    if (pace !== null && pace >= 0) session.pace = pace;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const command = commandOf(event);
    const { session } = this;
    if (!command || !session) return;
    if (command === 'help') this.toggle('keys');
    else if (command === 'escape') session.select(null);
    else obey(command, session);
    if (command !== 'escape') event.preventDefault();
  }
}

customElements.define('wake-scope', WakeScope);
