import { Button } from './button.tsx';

interface LoadMoreProps {
  /** A list that is read page by page, as TanStack Query has it. */
  readonly pages: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}

/** Stands below a list and reads on; nothing where the list is at its end. */
export function LoadMore({ pages }: LoadMoreProps) {
  if (!pages.hasNextPage) return null;
  return (
    <div className="mt-4 text-center">
      <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {pages.isFetchingNextPage ? 'Loading …' : 'Load more'}
      </Button>
    </div>
  );
}
