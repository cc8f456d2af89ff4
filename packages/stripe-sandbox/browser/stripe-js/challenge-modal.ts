import { CHALLENGE_DONE } from '../protocol.ts';

const DIALOG =
  'border:0;padding:0;margin:auto;width:min(420px,94vw);height:min(560px,92vh);border-radius:14px;overflow:hidden;box-shadow:0 24px 80px rgb(0 0 0/.4);color-scheme:light dark;background:light-dark(#fff,#161b26)';
const CLOSE =
  'position:absolute;top:16px;right:16px;width:32px;height:32px;border:0;border-radius:99px;padding:0;font:20px/1 system-ui,sans-serif;cursor:pointer;background:light-dark(#eef1f6,#272e3d);color:light-dark(#17233d,#eef1f8)';

/** Shows the bank's page over this one; resolves when the customer has answered it, or false when they closed it. */
export function showChallenge(
  page: string,
  { publishableKey, clientSecret }: { publishableKey: string; clientSecret: string },
): Promise<boolean> {
  const { origin } = new URL(page);
  const before = document.activeElement;
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', 'Bank authentication');
  dialog.style.cssText = DIALOG;
  const frame = document.createElement('iframe');
  frame.title = 'Bank authentication';
  frame.style.cssText = 'border:0;width:100%;height:100%;display:block';
  // What the page needs travels in the fragment, which no server log sees.
  frame.src = `${page}#${new URLSearchParams({ key: publishableKey, client_secret: clientSecret, parent: location.origin })}`;
  const close = document.createElement('button');
  close.type = 'button';
  close.setAttribute('aria-label', 'Close');
  close.textContent = '×';
  close.style.cssText = CLOSE;
  dialog.append(frame, close);
  document.body.append(dialog);
  dialog.showModal();

  return new Promise((resolve) => {
    const finish = (answered: boolean) => {
      removeEventListener('message', hear);
      dialog.close();
      dialog.remove();
      if (before instanceof HTMLElement) before.focus();
      resolve(answered);
    };
    const hear = (event: MessageEvent) => {
      if (event.origin === origin && event.source === frame.contentWindow && event.data === CHALLENGE_DONE)
        finish(true);
    };
    addEventListener('message', hear);
    close.addEventListener('click', () => finish(false));
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      finish(false);
    });
  });
}
