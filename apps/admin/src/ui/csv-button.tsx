import { Download, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { Button } from './button.tsx';
import { fileNameOf, readCsv } from './csv-download.ts';

const count = new Intl.NumberFormat();

/** Downloads what is shown as CSV, telling how many rows have come; a second press gives up. */
export function CsvButton({ url, disabled = false }: { url: string; disabled?: boolean }) {
  const [rows, setRows] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function download() {
    const stop = new AbortController();
    running.current = stop;
    setRows(0);
    try {
      const response = await fetch(url, { signal: stop.signal });
      const file = await readCsv(response, setRows);
      save(file, fileNameOf(response, 'export.csv'));
    } catch (error) {
      if (!stop.signal.aborted) toast.error(error instanceof Error ? error.message : 'The file could not be made.');
    } finally {
      if (!stop.signal.aborted) setRows(null);
    }
  }

  if (rows === null) {
    return (
      <Button disabled={disabled} onClick={() => void download()}>
        <Download className="size-4" aria-hidden="true" />
        CSV
      </Button>
    );
  }
  return (
    <Button
      aria-label="Stop the download"
      onClick={() => {
        running.current?.abort();
        setRows(null);
      }}
    >
      <span role="status" className="tabular-nums">
        {count.format(rows)} {rows === 1 ? 'row' : 'rows'} …
      </span>
      <X className="size-4" aria-hidden="true" />
    </Button>
  );
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
