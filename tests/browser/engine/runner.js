// Runs the suites one test after the other and leaves `window.results`: a list of { name, ok, error, skipped }.
//
// Serve the repository's root (any server), with `script-src 'self'; style-src 'self'; require-trusted-types-for
// 'script'` as the policy, and open `/tests/browser/engine/index.html`; `?only=` picks tests by a regular expression,
// `?root=` is the repository's folder, `?patching=innerHTML` is the baseline. `window.done` turns true at the end.
// Where a driver offers `window.drive(method, params)`, a call of the DevTools protocol on this page, input is real.
//
// A test whose name begins with `b07_` proves line 7 of BEHAVIORS.md, or a part of it.

import { startChildren } from '../../../web/live/children.js';
import { startFields } from '../../../web/live/fields.js';
import { NAIVE } from './innerhtml.js';
import { Test } from './kit.js';
import { Skip } from './person.js';

const SUITES = ['attributes', 'children', 'choices', 'drag', 'events', 'fields', 'focus', 'foreign', 'forms', 'ime', 'latency', 'leaks', 'line', 'media', 'moves', 'navigation', 'parsing', 'property', 'regions', 'state', 'transitions'];
/** A test that takes longer has hung. */
const LIMIT_MS = NAIVE ? 20_000 : 50_000;

const { signal } = new AbortController();
startChildren(signal);
startFields(signal);

/** @type {{ name: string, ok: boolean, ms: number, error?: string, skipped?: string }[]} */
const results = [];
Object.assign(window, { results, done: false });
const only = new RegExp(new URLSearchParams(location.search).get('only') ?? '');

for (const suite of SUITES) {
  const tests = await import(`./suites/${suite}.js`);
  for (const [fact, test] of Object.entries(tests)) {
    const name = `${suite}::${fact}`;
    if (!only.test(name) || (NAIVE && !/::b\d/.test(name))) continue;
    const began = performance.now();
    const result = await outcome(test);
    results.push({ name, ms: Math.round(performance.now() - began), ...result });
  }
}
document.getElementById('report').textContent = results.map(({ ok, name, error, skipped }) => `${skipped ? 'skip' : ok ? 'ok  ' : 'FAIL'} ${name} ${error ?? skipped ?? ''}`).join('\n');
Object.assign(window, { done: true });

/** @param {(t: Test) => Promise<void>} test */
async function outcome(test) {
  const t = new Test(document.getElementById('stage'));
  const { warn } = console;
  let timer;
  const limit = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error('hung')), LIMIT_MS)));
  try {
    await Promise.race([test(t), limit]);
    return { ok: true };
  } catch (error) {
    if (error instanceof Skip) return { ok: true, skipped: error.message };
    return { ok: false, error: `${error}\n${error?.stack ?? ''}` };
  } finally {
    clearTimeout(timer);
    console.warn = warn;
    t.end();
  }
}
