import { Button } from '../ui/button.tsx';

/** The last line: something in the page itself broke. */
export function Crash() {
  return (
    <main className="grid min-h-dvh place-items-center p-6 text-center">
      <div>
        <h1 className="text-lg font-semibold">This page broke</h1>
        <p className="mt-1 text-soft">Nothing was lost. Loading it again usually helps.</p>
        <Button className="mt-4" onClick={() => location.reload()}>
          Load again
        </Button>
      </div>
    </main>
  );
}
