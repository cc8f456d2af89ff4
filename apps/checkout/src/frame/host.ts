import { type ConnectMessage, type FromFrame, HELLO, type ToFrame, type WidgetConfig } from '../embed/messages.ts';

/** The page around us. */
export interface Host {
  readonly origin: string;
  readonly config: WidgetConfig;
  tell(message: FromFrame): void;
  onConfig(callback: (config: WidgetConfig) => void): void;
}

/** Meets the page that embeds us. The browser has already checked, by our frame-ancestors, that it may. */
export function connectHost(): Promise<Host> {
  return new Promise((resolve) => {
    addEventListener('message', function connect(event: MessageEvent<ConnectMessage>) {
      const [port] = event.ports;
      if (event.source !== window.parent || event.data.type !== 'flash-checkout:connect' || port === undefined) return;
      removeEventListener('message', connect);
      let onConfig: ((config: WidgetConfig) => void) | undefined;
      port.onmessage = ({ data }: MessageEvent<ToFrame>) => onConfig?.(data.config);
      resolve({
        origin: event.origin,
        config: event.data.config,
        tell: (message) => port.postMessage(message),
        onConfig(callback) {
          onConfig = callback;
        },
      });
    });
    window.parent.postMessage(HELLO, '*');
  });
}
