/** A message in the page itself, in the page's own type and colours, for when there is no frame to show it. */
export function createNotice(message: string, onRetry?: () => void): HTMLElement {
  const notice = document.createElement('div');
  notice.setAttribute('role', 'alert');
  notice.style.cssText =
    'border:1px solid;border-radius:12px;padding:20px;font:15px/1.5 system-ui,sans-serif;text-align:center';
  const text = document.createElement('p');
  text.style.cssText = 'margin:0 auto;max-width:56ch';
  text.textContent = message;
  notice.append(text);
  if (onRetry !== undefined) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Try again';
    button.style.cssText =
      'font:inherit;font-weight:600;color:inherit;background:none;border:1px solid;border-radius:8px;padding:8px 14px;margin-top:14px;cursor:pointer';
    button.addEventListener('click', onRetry);
    notice.append(button);
  }
  return notice;
}
