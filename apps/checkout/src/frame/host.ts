import { type ConnectMessage, type FromFrame, HELLO, type ToFrame, type WidgetConfig } from '../embed/messages.ts';

/** The page around us. */
export interface Host {
  readonly origin: string;
  /** What the page said first. */
  readonly config: WidgetConfig;
  tell(message: FromFrame): void;
  /** Calls back at once with what the page says now, and whenever that changes. */
  onConfig(callback: (config: WidgetConfig) => void): void;
}

/** Meets the page that embeds us. The browser has already checked, by our frame-ancestors, that it may. */
export function connectHost(): Promise<Host> {
  return new Promise((resolve) => {
    addEventListener('message', function connect(event: MessageEvent<ConnectMessage | null>) {
      const [port] = event.ports;
      // A page may send its frames anything.
      if (event.source !== window.parent || event.data?.type !== 'flash-checkout:connect' || port === undefined) return;
      removeEventListener('message', connect);
      let onConfig: ((config: WidgetConfig) => void) | undefined;
      let config = event.data.config;
      port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
        config = data.config;
        onConfig?.(config);
      };
      resolve({
        origin: event.origin,
        config,
        tell: (message) => port.postMessage(message),
        onConfig(callback) {
          onConfig = callback;
          callback(config);
        },
      });
    });
    window.parent.postMessage(HELLO, '*');
  });
}
