/** Why a frame is not there, as the page hears it and in words for the customer. */
export interface FrameProblem {
  readonly code: 'frame_blocked' | 'frame_unreachable' | 'frame_timeout';
  readonly message: string;
}

const PATIENCE_MS = 20_000;
/** Between the frame's load and its hello: its script has run by then, unless something kept it from running. */
const GRACE_MS = 2_000;

const BLOCKED: FrameProblem = {
  code: 'frame_blocked',
  message:
    'Something keeps the checkout from opening: a content blocker, or the security settings of this page. Turn off blockers for this page and try again. If that does not help, tell the shop.',
};
const UNREACHABLE: FrameProblem = {
  code: 'frame_unreachable',
  message: 'The checkout cannot be reached right now. Check your connection and try again.',
};
const TIMEOUT: FrameProblem = {
  code: 'frame_timeout',
  message: 'The checkout takes very long to open. Check your connection, or wait a moment and try again.',
};

/**
 * Watches over a frame until it says hello: a browser does not tell a page that it refused to show a frame. `reached`
 * asks whether the server can be had at all, which tells a blocked frame from a lost connection. Returns how to stop.
 */
export function watchFrame(
  frame: HTMLIFrameElement,
  reached: () => Promise<boolean>,
  report: (problem: FrameProblem) => void,
): () => void {
  const timers = [setTimeout(() => end(TIMEOUT), PATIENCE_MS)];
  let over = false;

  function stop(): void {
    over = true;
    for (const timer of timers) clearTimeout(timer);
    frame.removeEventListener('load', loaded);
    document.removeEventListener('securitypolicyviolation', refused);
  }

  function end(problem: FrameProblem): void {
    if (over) return;
    stop();
    report(problem);
  }

  /** Browsers say "loaded" of their own error page too. */
  function loaded(): void {
    timers.push(setTimeout(() => void reached().then((yes) => end(yes ? BLOCKED : UNREACHABLE)), GRACE_MS));
  }

  function refused({ disposition, effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void {
    const ours = blockedURI.startsWith(new URL(frame.src).origin);
    if (disposition === 'enforce' && effectiveDirective === 'frame-src' && ours) end(BLOCKED);
  }

  frame.addEventListener('load', loaded);
  document.addEventListener('securitypolicyviolation', refused);
  return stop;
}
