// State that lives in the DOM: players, dialogs, details, popovers, animations, canvases, shadow roots.

export async function details_dialog_and_popover_keep_the_persons_state(t) {
  const page = (text) => `<details id="d"><summary>${text}</summary>more</details><dialog id="m"><p>${text}</p></dialog><div id="p" popover>${text}</div>`;
  t.show(page('a'));
  t.$('#d').open = true;
  t.$('#m').showModal();
  t.$('#p').showPopover();
  t.become(page('b'));
  t.become(`<i></i>${page('c')}`);
  t.ok(t.$('#d').open, 'details closed');
  t.ok(t.$('#m').matches(':modal'), 'dialog left the top layer');
  t.ok(t.$('#p').matches(':popover-open'), 'popover closed');
  t.equal(t.$('#m p').textContent, 'c');
  t.$('#m').close();
}

export async function dropping_open_closes_a_modal_dialog_and_frees_the_page(t) {
  t.show('<dialog id="m" open>x</dialog><button id="b">x</button>');
  t.$('#m').close();
  t.$('#m').showModal();
  t.become('<dialog id="m">x</dialog><button id="b">x</button>');
  t.ok(!t.$('#m').matches(':modal'), 'still modal');
}

/** A short film, made here. */
async function film() {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(25));
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((end) => (recorder.onstop = end));
  recorder.start();
  for (let i = 0; i < 20; i++) {
    context.fillRect(i, i, 9, 9);
    await new Promise(requestAnimationFrame);
  }
  recorder.stop();
  await stopped;
  return URL.createObjectURL(new Blob(parts, { type: recorder.mimeType }));
}

async function video(t) {
  const element = t.$('#v');
  element.src = await film();
  element.muted = element.loop = true;
  await element.play();
  return element;
}

export async function a_playing_video_plays_on_through_patches_and_moves(t) {
  const page = (text, ...ids) => ids.map((id) => (id === 'v' ? `<div id="card"><video id="v" playsinline></video><p>${text}</p></div>` : `<p id="${id}"></p>`)).join('');
  t.show(page('41%', 'a', 'v', 'b', 'c'));
  const element = await video(t);
  element.volume = 0.5;
  element.playbackRate = 1.5;
  const seen = [];
  for (const type of ['pause', 'emptied', 'loadstart']) element.addEventListener(type, () => seen.push(type));
  t.become(page('42%', 'new', 'a', 'v', 'b', 'c'));
  t.become(page('43%', 'v', 'c', 'b', 'a'));
  t.become(page('44%', 'a', 'b', 'c', 'v'));
  await new Promise((next) => setTimeout(next, 50));
  t.same(seen, []);
  t.same([element.paused, element.volume, element.playbackRate], [false, 0.5, 1.5]);
  t.ok(element.currentTime > 0, 'began again');
  element.pause();
}

export async function pictures_are_not_fetched_again_when_their_source_did_not_change(t) {
  const page = (text) => `<p>${text}</p><img id="i" src="pixel.png?keep" alt="${text}">`;
  t.show(page('a'));
  const count = () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('pixel.png?keep')).length;
  await t.until(() => count() > 0);
  const before = count();
  t.become(page('b'));
  t.become(`<b></b>${page('c')}`);
  await new Promise((next) => setTimeout(next, 100));
  t.equal(count(), before);
}

export async function animations_go_on_through_patches_of_text_and_siblings(t) {
  const page = (text) => `<div id="a" class="spin">${text}</div>`;
  t.show(page('a'));
  await new Promise(requestAnimationFrame);
  const [animation] = t.$('#a').getAnimations();
  t.become(page('b'));
  t.become(`<p></p>${page('c')}`);
  t.equal(t.$('#a').getAnimations()[0], animation);
}

export async function canvas_pixels_and_shadow_roots_are_kept(t) {
  const page = (text) => `<canvas id="c" width="10" height="10"></canvas><div id="s">${text}</div>`;
  t.show(page('a'));
  t.$('#c').getContext('2d').fillRect(0, 0, 10, 10);
  const shadow = t.$('#s').attachShadow({ mode: 'open' });
  shadow.append('inside');
  t.become(page('b'));
  t.become(`<i></i>${page('c')}`);
  t.equal(t.$('#c').getContext('2d').getImageData(0, 0, 1, 1).data[3], 255);
  t.equal(t.$('#s').shadowRoot, shadow);
}

export async function muted_becomes_the_property_of_a_player(t) {
  t.show('<p></p>');
  t.become('<p></p><video id="v" muted></video>');
  t.equal(t.$('#v').muted, true);
  t.become('<p></p><video id="v"></video>');
  t.equal(t.$('#v').muted, false);
}
