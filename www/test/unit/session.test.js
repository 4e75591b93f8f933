import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

/** The page's files, as the wasm package is asked for. */
const www = new URL('../../', import.meta.url);
const built = existsSync(new URL('pkg/wakescope_bg.wasm', www));

/** @type {typeof import('../../session.js')} */
let module;
/** @type {import('../../session.js').Session[]} */
const open = [];

/** @param {import('../../session.js').RunSpec} spec */
async function session(spec) {
  const made = await module.Session.create(spec);
  open.push(made);
  return made;
}

/** Waits for an event. @param {EventTarget} target @param {string} type @returns {Promise<Event>} */
const heard = (target, type) =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

/** A random walk's steps. @param {number} seed */
function randomOf(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe.skipIf(!built)('a session over the real engine', () => {
  beforeAll(async () => {
    vi.stubGlobal('fetch', async (/** @type {string} */ url) => {
      const [name] = String(url).split('?')[0].split('/').slice(-1);
      return new Response(readFileSync(new URL(`pkg/${name}`, www)));
    });
    module = await import('../../session.js');
  });

  afterEach(() => {
    for (const made of open.splice(0)) made.dispose();
  });

  test('begins at step 0, paused, and soon knows how long the run is', async () => {
    const run = await session({ lesson: 'channel' });
    expect(run).toMatchObject({ position: 0, playing: false, over: false });
    expect(run.spec.executor).toBe('queue');
    await run.toEnd();
    const { steps } = run;
    const other = await session({ lesson: 'channel' });
    other.snapshot();
    expect(other.steps).toBe(steps);
  });

  test('the snapshot is the same however the cursor came there', async () => {
    for (const lesson of ['channel', 'mutex', 'select-and-timeout', 'deadlock', 'busy-loop']) {
      const random = randomOf(lesson.length);
      const walker = await session({ lesson });
      await walker.toEnd();
      const { steps } = walker;
      for (let visit = 0; visit < 12; visit += 1) {
        const to = random(steps + 1);
        await walker.seek(to);
        if (random(2) === 0) await walker.step(random(3));
        else await walker.back(random(3));
        const fresh = await session({ lesson });
        await fresh.seek(walker.position);
        expect(walker.snapshot()).toEqual(fresh.snapshot());
      }
    }
  });

  test('playing ends where seeking ends, with the same snapshots', async () => {
    const player = await session({ lesson: 'mutex' });
    const seeker = await session({ lesson: 'mutex' });
    player.pace = 0;
    player.speed = 16;
    const ended = heard(player, 'runend');
    player.play();
    await ended;
    await seeker.toEnd();
    expect(player.over).toBe(true);
    expect(player.playing).toBe(false);
    expect(player.snapshot()).toEqual(seeker.snapshot());
  });

  test('play at the end begins anew', async () => {
    const run = await session({ lesson: 'waker' });
    await run.toEnd();
    run.play();
    expect(run.position).toBeLessThan(3);
    run.pause();
  });

  test('time in the index is the time of the state, at every step', async () => {
    const run = await session({ lesson: 'select-and-timeout' });
    await run.toEnd();
    for (let step = 0; step <= run.steps; step += 1) {
      await run.seek(step);
      expect(run.view().nowNs).toBe(run.nowNs);
      expect(run.view().step).toBe(step);
    }
  });

  test('the events of the steps are all events, each once', async () => {
    const run = await session({ lesson: 'policies' });
    await run.toEnd();
    let next = 0;
    for (let step = 1; step <= run.steps; step += 1) {
      for (const { index } of run.eventsOfStep(step)) {
        expect(index).toBe(next);
        next += 1;
      }
    }
    expect(next).toBe(run.index.events);
  });

  test('a spec that is no good leaves everything as it was', async () => {
    const run = await session({ lesson: 'channel' });
    await run.seek(20);
    const before = run.snapshot();
    for (const [bad, code] of /** @type {const} */ ([
      [{ lesson: 'nothing' }, 'unknown-lesson'],
      [{ executor: 'threads' }, 'unknown-executor'],
      [{ policy: 'best' }, 'unknown-policy'],
      [{ seed: 'seven' }, 'bad-seed'],
    ])) {
      await expect(run.setSpec(bad)).rejects.toMatchObject({ code });
    }
    expect(run.snapshot()).toEqual(before);
  });

  test('a new spec is a new run, told once', async () => {
    const run = await session({ lesson: 'channel' });
    await run.seek(20);
    run.select(1);
    let told = 0;
    run.addEventListener('spec', () => {
      told += 1;
    });
    await run.setSpec({ policy: 'lifo' });
    expect(told).toBe(1);
    expect(run).toMatchObject({ position: 0, selectedTask: null });
    expect(run.spec).toMatchObject({ lesson: 'channel', policy: 'lifo' });
    await run.setSpec({ lesson: 'waker' });
    expect(run.spec.policy).toBe('fifo');
  });

  test('the last of several seeks wins', async () => {
    const run = await session({ lesson: 'many-tasks', params: { tasks: 20_000 } });
    const [first, second] = [run.toEnd(), run.seek(5)];
    expect(await second).toBe(true);
    expect(await first).toBe(false);
    expect(run.position).toBe(5);
  });

  test('an input in the past begins another run with the same beginning', async () => {
    const run = await session({ lesson: 'select-and-timeout' });
    const [name] = run.lesson.inputs;
    await run.seek(40);
    const before = run.snapshot();
    await run.toEnd();
    await run.seek(40);
    const told = heard(run, 'spec');
    await run.input(name);
    await told;
    expect(run.spec.inputs).toHaveLength(1);
    await run.seek(40);
    expect(run.snapshot().tasks).toEqual(before.tasks);
    const link = await session(run.spec);
    await link.toEnd();
    await run.toEnd();
    expect(link.snapshot()).toEqual(run.snapshot());
  });

  test('an input at the frontier is part of the spec', async () => {
    const run = await session({ lesson: 'select-and-timeout' });
    const [name] = run.lesson.inputs;
    await run.seek(40);
    await run.input(name);
    expect(run.spec.inputs).toMatchObject([{ name }]);
    await run.toEnd();
    const again = await session(run.spec);
    await again.toEnd();
    expect(again.snapshot()).toEqual(run.snapshot());
  });
});
