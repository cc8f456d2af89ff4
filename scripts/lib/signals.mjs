const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'];

/**
 * Passes on to a child whatever would end this process, which then ends only after the child has. A terminal tells the
 * child itself as well. Returns how to stop that; it gives the signal that came, if any.
 */
export function passSignals(child) {
  let came;
  const pass = (signal) => {
    came ??= signal;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  return () => {
    for (const signal of SIGNALS) process.off(signal, pass);
    return came;
  };
}
