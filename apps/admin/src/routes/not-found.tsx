import { Link } from 'react-router';
import { PageHeader } from '../ui/page.tsx';

export function NotFound() {
  return (
    <>
      <PageHeader title="Page not found" />
      <p className="text-soft">
        There is nothing at this address.{' '}
        <Link to="/" className="font-medium text-accent hover:underline">
          Go to the overview
        </Link>
      </p>
    </>
  );
}
