// A film of a second, made by the browser itself.

let made;

/** Its address; it is recorded once. */
export const film = () => (made ??= record());

async function record() {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(25));
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((end) => (recorder.onstop = end));
  recorder.start();
  for (let i = 0; i < 30; i++) {
    context.fillRect(i, i, 9, 9);
    await new Promise(requestAnimationFrame);
  }
  recorder.stop();
  await stopped;
  return URL.createObjectURL(new Blob(parts, { type: recorder.mimeType }));
}
