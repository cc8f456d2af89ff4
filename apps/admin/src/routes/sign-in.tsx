import { asciiEmailAddress } from '@flashstudio/input-rules';
import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useNavigate, useSearchParams } from 'react-router';
import { z } from 'zod';
import { queryClient, trpc } from '../app/api.ts';
import { authClient } from '../features/session/auth-client.ts';
import { Button } from '../ui/button.tsx';

const credentials = z.object({
  // In the form in which people are known, as some browsers give it and some do not.
  email: z.string().transform((typed, context) => {
    const address = asciiEmailAddress(typed);
    if (address !== null) return address;
    context.addIssue('Enter your e-mail address.');
    return z.NEVER;
  }),
  password: z.string().min(1, 'Enter your password.'),
});
const demoLogin = z.discriminatedUnion('demo', [
  z.object({ demo: z.literal(true), email: z.string(), password: z.string() }),
  z.object({ demo: z.literal(false) }),
]);

/** The door. Leads back to the page somebody wanted. */
export function SignIn() {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({ resolver: zodResolver(credentials), defaultValues: { email: '', password: '' } });
  const demo = useQuery({
    queryKey: ['demo'],
    queryFn: async () => demoLogin.parse(await (await fetch('/api/demo')).json()),
    retry: false,
  });
  useEffect(() => {
    document.title = 'Sign in · FlashStudio Payments';
  }, []);

  const signIn = form.handleSubmit(async (values) => {
    setProblem(null);
    const { error } = await authClient.signIn.email(values).catch(() => ({ error: { status: 0 } }));
    if (error !== null) {
      setProblem(explain(error.status));
      return;
    }
    await queryClient.resetQueries({ queryKey: trpc.admin.session.queryKey() });
    const wanted = params.get('to');
    // Only a path of our own: an address elsewhere would make the door a trap.
    void navigate(wanted?.startsWith('/') && !wanted.startsWith('//') ? wanted : '/', { replace: true });
  });

  const { errors, isSubmitting } = form.formState;
  const login = demo.data?.demo === true ? demo.data : undefined;
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <img src="/admin/favicon.svg" alt="" className="size-10" />
        <h1 className="mt-6 text-2xl font-semibold tracking-tight">Sign in</h1>
        <p className="mt-1 text-soft">to FlashStudio Payments</p>
        <form onSubmit={(event) => void signIn(event)} noValidate className="mt-6 grid gap-4">
          <Field
            id="email"
            label="E-mail"
            type="email"
            autoComplete="username"
            error={errors.email?.message}
            {...form.register('email')}
          />
          <Field
            id="password"
            label="Password"
            type="password"
            autoComplete="current-password"
            error={errors.password?.message}
            {...form.register('password')}
          />
          {problem === null ? null : (
            <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad">
              {problem}
            </p>
          )}
          <Button type="submit" look="primary" className="h-10" disabled={isSubmitting}>
            {isSubmitting ? 'Signing in …' : 'Sign in'}
          </Button>
        </form>
        {login === undefined ? null : (
          <div className="mt-6 rounded-xl border border-line bg-card p-4">
            <p className="font-medium">This is a demo</p>
            <p className="mt-1 text-soft">
              {login.email} with the password <code className="font-mono text-ink">{login.password}</code>
            </p>
            <Button
              className="mt-3"
              onClick={() => {
                form.setValue('email', login.email);
                form.setValue('password', login.password);
              }}
            >
              Fill it in
            </Button>
          </div>
        )}
      </div>
    </main>
  );
}

function explain(status: number): string {
  if (status === 429) return 'Too many attempts. Please wait a minute.';
  if (status === 401 || status === 403) return 'E-mail address or password is not right.';
  return 'The server cannot be reached. Please try again.';
}

interface FieldProps extends React.InputHTMLAttributes<HTMLInputElement> {
  readonly id: string;
  readonly label: string;
  readonly error: string | undefined;
  readonly ref?: React.Ref<HTMLInputElement>;
}

function Field({ id, label, error, ...input }: FieldProps) {
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        className="h-10 w-full rounded-md border border-line bg-card px-3 aria-invalid:border-bad"
        {...input}
      />
      {error === undefined ? null : (
        <p id={`${id}-error`} className="mt-1 text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
