// Pictures and players: what is loaded, played and shown large.

import { film } from '../film.js';

const CARDS = (s, ...ids) => ids.map((id) => (id === 'v' ? `<div id="card" class="${s}"><video id="v" class="${s}" playsinline></video><button id="b">x</button><p>${s}</p></div>` : `<p id="${id}">${s}</p>`)).join('');

async function playing(t) {
  t.show(CARDS('a', 'x', 'v', 'y'));
  const player = t.$('#v');
  player.src = await film();
  player.muted = player.loop = true;
  await player.play();
  const seen = [];
  for (const type of ['pause', 'emptied', 'loadstart', 'seeking', 'volumechange', 'ratechange', 'leavepictureinpicture']) player.addEventListener(type, () => seen.push(type));
  return { player, seen };
}

/** Patches of everything around and on the player, and moves of its card. */
function patches(t) {
  t.become(CARDS('b', 'x', 'v', 'y'));
  t.become(CARDS('c', 'new', 'x', 'v', 'y'));
  t.become(CARDS('d', 'v', 'y', 'x', 'new'));
  t.become(CARDS('e', 'x', 'new', 'y', 'v'));
}

export async function b31_a_playing_video_keeps_its_time_volume_and_rate_through_patches_of_its_card(t) {
  const { player, seen } = await playing(t);
  player.loop = false;
  player.volume = 0.5;
  player.playbackRate = 0.25;
  await t.until(() => player.currentTime > 0.05, 'it plays');
  await t.until(() => seen.includes('ratechange') && seen.includes('volumechange'), 'volume and rate are set');
  seen.length = 0;
  const at = player.currentTime;
  patches(t);
  t.equal(t.$('#v'), player);
  t.ok(player.currentTime >= at, `${player.currentTime} after ${at}`);
  await t.until(() => player.currentTime > at, 'it plays on');
  t.same(seen, []);
  t.same([player.paused, player.volume, player.playbackRate, player.className], [false, 0.5, 0.25, 'e']);
  player.pause();
}

export async function b31_a_paused_video_stays_where_it_was_stopped(t) {
  const { player, seen } = await playing(t);
  await t.until(() => player.currentTime > 0.05, 'it plays');
  player.pause();
  await t.until(() => seen.includes('pause'), 'it is stopped');
  const at = player.currentTime;
  seen.length = 0;
  patches(t);
  await t.settled();
  t.equal(t.$('#v'), player);
  t.same([player.currentTime, player.paused, seen], [at, true, []]);
}

export async function b31_a_video_in_full_screen_stays_there(t) {
  const { player, seen } = await playing(t);
  player.addEventListener('fullscreenchange', () => seen.push('fullscreenchange'));
  t.$('#b').addEventListener('click', () => player.requestFullscreen().catch((error) => seen.push(String(error))), { once: true });
  await t.click(t.$('#b'));
  await t.until(() => seen.length > 0, 'it fills the screen');
  t.same([seen, document.fullscreenElement === player], [['fullscreenchange'], true]);
  seen.length = 0;
  patches(t);
  await t.settled();
  t.equal(document.fullscreenElement, player);
  t.same(seen, []);
  await document.exitFullscreen();
}

export async function b31_a_video_in_its_own_window_stays_there(t) {
  const { player, seen } = await playing(t);
  t.$('#b').addEventListener('click', () => player.requestPictureInPicture().catch((error) => seen.push(String(error))), { once: true });
  await t.click(t.$('#b'));
  await t.until(() => document.pictureInPictureElement === player || seen.length > 0, 'it has a window of its own');
  t.same(seen, []);
  patches(t);
  await t.settled();
  t.same([document.pictureInPictureElement === player, player === t.$('#v'), seen], [true, true, []]);
  await document.exitPictureInPicture();
}

export async function b30_pictures_and_posters_are_not_fetched_again_when_their_source_did_not_change(t) {
  const name = `pixel.png?${Math.random()}`;
  const page = (s) => `<p>${s}</p><img id="i" src="${name}" alt="${s}" class="${s}"><video id="v" poster="${name}&poster" class="${s}"></video>`;
  const log = async () => (await t.drive('requests')).filter((url) => url.includes(name));
  const loads = t.record(['load', 'loadstart', 'error']);
  t.show(page('a'));
  await t.until(() => loads.includes('load i'), 'the picture is loaded');
  loads.length = 0;
  let before = [];
  for (const end = performance.now() + 5_000; before.length < 2 && performance.now() < end;) before = await log();
  t.equal(before.length, 2, 'both were fetched');
  const picture = t.$('#i');
  t.become(page('b'));
  t.become(`<b></b>${page('c')}`);
  t.become(page('d'));
  t.ok(picture.complete && picture.isConnected, 'the picture is another');
  await t.settled();
  t.same(await log(), before);
  t.same(loads, []);
}

export async function b44_muted_becomes_the_property_of_a_player(t) {
  t.show('<p></p>');
  t.become('<p></p><video id="v" muted></video>');
  t.equal(t.$('#v').muted, true);
  t.become('<p></p><video id="v"></video>');
  t.equal(t.$('#v').muted, false);
  t.become('<p></p><video id="v" muted></video>');
  t.equal(t.$('#v').muted, true);
}
