// Runs the suites one test after the other and leaves `window.results`: a list of { name, ok, error }.
//
// Serve the repository's root (any server), with `script-src 'self'; require-trusted-types-for 'script'` as the policy,
// and open `/tests/browser/engine/index.html`; `?only=` picks tests by a part of their name. `window.done` turns true
// at the end. Where a driver offers `window.drive(method, params)` (a call of the DevTools protocol on this page), text
// is typed and composed through it; elsewhere the same events are made here.

import { startChildren } from '../../../web/live/children.js';
import { startFields } from '../../../web/live/fields.js';
import { Test } from './kit.js';

const SUITES = ['attributes', 'children', 'events', 'fields', 'foreign', 'ime', 'line', 'navigation', 'parsing', 'property', 'regions', 'state'];
/** A test that takes longer has hung. */
const LIMIT_MS = 120_000;

startChildren();
startFields();

/** @type {{ name: string, ok: boolean, error?: string }[]} */
const results = [];
Object.assign(window, { results, done: false });
const only = new URLSearchParams(location.search).get('only') ?? '';

for (const suite of SUITES) {
  const tests = await import(`./suites/${suite}.js`);
  for (const [fact, test] of Object.entries(tests)) {
    const name = `${suite}::${fact}`;
    if (!name.includes(only)) continue;
    results.push({ name, ...(await outcome(test)) });
  }
}
document.getElementById('report').textContent = results.map(({ ok, name, error }) => `${ok ? 'ok  ' : 'FAIL'} ${name} ${error ?? ''}`).join('\n');
Object.assign(window, { done: true });

/** @param {(t: Test) => Promise<void>} test */
async function outcome(test) {
  const t = new Test(document.getElementById('stage'));
  let timer;
  const limit = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error('hung')), LIMIT_MS)));
  try {
    await Promise.race([test(t), limit]);
    return { ok: true };
  } catch (error) {
    return { ok: false, error: String(error?.stack ?? error) };
  } finally {
    clearTimeout(timer);
    t.end();
  }
}
