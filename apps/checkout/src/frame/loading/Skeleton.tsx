/** Stands where the checkout will be. */
export function Skeleton() {
  return (
    <div className="skeleton" role="status" aria-label="Loading the checkout">
      {['60%', '100%', '100%', '100%', '46%', '100%'].map((width, index) => (
        <span key={index} style={{ width }} />
      ))}
    </div>
  );
}
