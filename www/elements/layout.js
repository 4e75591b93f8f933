/**
 * How the parts of `<wake-scope>` stand together. Owns the markup around them; decides nothing that
 * a style sheet can decide.
 */

import { html, nothing } from 'lit';
import { icons } from './icons.js';
import { lessonTitle } from './ws-lesson.js';
import './ws-code.js';
import './ws-inspector.js';
import './ws-log.js';
import './ws-notice.js';
import './ws-settings.js';
import './ws-stage.js';
import './ws-timeline.js';
import './ws-transport.js';

/** @typedef {import('./wake-scope.js').WakeScope} WakeScope */

/**
 * Everything in the element's shadow root.
 *
 * @param {WakeScope} host
 */
export function layoutOf(host) {
  const { session, problem, language: lang } = host;
  if (lang === null) return html`<div class="frame"></div>`;
  if (problem?.where === 'instead') {
    return html`<div class="frame" lang=${lang}><ws-notice kind="unavailable" .lang=${lang}
      .error=${problem.error} @retry=${() => host.retry()}></ws-notice></div>`;
  }
  if (!session) {
    return html`<div class="frame" lang=${lang}><ws-notice kind="loading" .lang=${lang}></ws-notice></div>`;
  }
  return html`<div class="frame ${host.layout}" lang=${lang} role="region" aria-label=${host.label}>
    ${notice(host)} ${host.layout === 'page' ? page(host) : embed(host)}
    ${
      host.open.keys
        ? html`<ws-keys .lang=${lang} @close=${() => host.toggle('keys')}></ws-keys>`
        : nothing
    }
  </div>`;
}

/** @param {WakeScope} host */
function notice(host) {
  const { problem } = host;
  if (problem?.where !== 'notice') return nothing;
  return html`<ws-notice class="notice" kind="error" .lang=${host.language} .error=${problem.error}
    .done=${problem.after} @dismiss=${() => {
      host.problem = null;
    }}></ws-notice>`;
}

/** @param {WakeScope} host */
function page(host) {
  const { session, language: lang, t, open } = host;
  return html`
    <div class="headline">
      <b>${session ? lessonTitle(t, session.lesson.id) : ''}</b>
      <button type="button" class="link" @click=${() => host.renderRoot.querySelector('.lesson')?.scrollIntoView()}
        >${t('element.lesson')}</button>
    </div>
    <div class="left">
      <section class="lesson scroll shaded" part="lesson" aria-label=${t('element.lesson')} tabindex="0">
        <ws-lesson .session=${session} .lang=${lang}>${
          host.querySelector(':scope > [slot="lesson"]')
            ? html`<slot name="lesson"></slot>`
            : nothing
        }</ws-lesson>
      </section>
      <section class="code" aria-label=${t('element.code')}>
        <ws-code part="code" .session=${session} .lang=${lang}></ws-code>
      </section>
    </div>
    <div class="centre">
      <section class="settings" aria-label=${t('settings.title')}>
        <button type="button" class="button fold" aria-expanded=${open.settings} aria-controls="settings"
          @click=${() => host.toggle('settings')}>${icons.settings}${t('settings.title')} · ${summary(host)}
          ${open.settings ? icons.up : icons.down}</button>
        <div id="settings" class="folded" ?data-open=${open.settings}>${settings(host)}</div>
      </section>
      ${stage(host)}
      <ws-verdicts .session=${session} .lang=${lang}></ws-verdicts>
    </div>
    ${transport(host)}
    <section class="timeline" aria-label=${t('element.timeline')}>
      <ws-timeline part="timeline" .session=${session} .lang=${lang}></ws-timeline>
    </section>
    <div class="side">
      <section class="inspector scroll shaded" aria-label=${t('element.inspector')} tabindex="0">
        <ws-inspector part="inspector" .session=${session} .lang=${lang}></ws-inspector>
      </section>
      <section class="log" aria-label=${t('element.log')} ?data-open=${open.log}>
        <h2><button type="button" class="heading" aria-expanded=${open.log}
          title=${t(open.log ? 'journal.collapse' : 'journal.expand')} @click=${() => host.toggle('log')}
          >${open.log ? icons.down : icons.up}${t('journal.title')}</button></h2>
        ${open.log ? html`<ws-log part="log" .session=${session} .lang=${lang}></ws-log>` : nothing}
      </section>
    </div>
  `;
}

/** @param {WakeScope} host */
function embed(host) {
  const { session, language: lang, t, open, deepLink } = host;
  if (!session) return nothing;
  return html`
    <div class="bar">
      <span class="title">${lessonTitle(t, session.lesson.id)}</span>
      <button type="button" class="button" aria-expanded=${open.settings} @click=${() => host.toggle('settings')}
        title=${t('settings.title')}>${icons.settings}<span class="wide">${summary(host)}</span></button>
      <button type="button" class="button" aria-expanded=${open.code} @click=${() => host.toggle('code')}
        >${t(open.code ? 'element.hideCode' : 'element.showCode')}</button>
      ${
        deepLink
          ? html`<a class="button" href=${deepLink} target="_blank" rel="noopener" title=${t('element.open')}
              @click=${(
                /** @type {Event & { currentTarget: HTMLAnchorElement }} */ { currentTarget },
              ) => {
                currentTarget.href = host.deepLink ?? deepLink;
              }}>${icons.external}<span class="wide">${t('element.open')}</span></a>`
          : nothing
      }
    </div>
    ${open.settings ? html`<div class="panel">${settings(host)}</div>` : nothing}
    <div class="middle">
      ${stage(host)}
      ${open.code ? html`<ws-code part="code" .session=${session} .lang=${lang}></ws-code>` : nothing}
    </div>
    <ws-verdicts .session=${session} .lang=${lang}></ws-verdicts>
    ${transport(host)}
  `;
}

/** @param {WakeScope} host */
function stage(host) {
  return html`<section class="stage" id="stage" tabindex="-1" aria-label=${host.t('element.stage')}>
    <ws-stage part="stage" .session=${host.session} .lang=${host.language}></ws-stage>
  </section>`;
}

/** @param {WakeScope} host */
function transport(host) {
  return html`<section class="transport" aria-label=${host.t('transport.label')}>
    <ws-transport part="transport" .session=${host.session} .lang=${host.language}
      @help=${() => host.toggle('keys')}></ws-transport>
  </section>`;
}

/** @param {WakeScope} host */
function settings(host) {
  const { problem } = host;
  return html`<ws-settings .session=${host.session} .lang=${host.language}
    .error=${problem?.where === 'settings' ? problem.error : null}
    @change-run=${(
      /** @type {CustomEvent<Partial<import('../model/types.js').RunSpec> | null>} */ event,
    ) => host.change(event.detail)}></ws-settings>`;
}

/** What runs, in a few words. @param {WakeScope} host */
function summary({ spec, t }) {
  return spec ? `${t(`executors.${spec.executor}`)} · ${t(`policies.${spec.policy}`)}` : '';
}
