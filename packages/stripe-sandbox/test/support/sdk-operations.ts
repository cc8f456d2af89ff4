import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-6';

/** An operation of Stripe's API, as the installed SDK has it. */
export interface SdkOperation {
  readonly method: string;
  /** With a `:` in the place of each id. */
  readonly path: string;
  /** The type of its parameters; undefined when it takes none. */
  readonly params: ts.Type | undefined;
  /** The type of its answer as the SDK hands it out: a promise of it. */
  readonly answer: ts.Type;
}

export interface Sdk {
  readonly checker: ts.TypeChecker;
  readonly operations: readonly SdkOperation[];
  /** A type that a resource's file declares, by its qualified name. Throws when there is none. */
  typeNamed(file: string, ...name: readonly string[]): ts.Type;
}

const resources = path.join(path.dirname(fileURLToPath(import.meta.resolve('stripe'))), 'resources');

/** Reads the installed SDK: its declarations tell the types, its scripts the address of each operation. */
export function readSdk(): Sdk {
  const files = globSync('**/*.d.ts', { cwd: resources })
    .sort()
    .map((name) => path.join(resources, name));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    target: ts.ScriptTarget.ES2024,
    types: [],
  });
  const checker = program.getTypeChecker();
  const sourceOf = (file: string): ts.SourceFile => {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`the SDK has no ${file}`);
    return source;
  };
  return {
    checker,
    operations: files.flatMap((file) => operationsOf(checker, sourceOf(file))),
    typeNamed(file, ...names) {
      let scope = checker.getSymbolAtLocation(sourceOf(path.join(resources, `${file}.d.ts`)));
      for (const name of names) scope = scope?.exports?.get(ts.escapeLeadingUnderscores(name));
      if (scope === undefined) throw new Error(`${file} declares no ${names.join('.')}`);
      return checker.getDeclaredTypeOfSymbol(scope);
    },
  };
}

function operationsOf(checker: ts.TypeChecker, source: ts.SourceFile): SdkOperation[] {
  const script = readFileSync(source.fileName.replace(/\.d\.ts$/, '.js'), 'utf8');
  return source.statements.filter(ts.isClassDeclaration).flatMap((resource) =>
    resource.members.filter(ts.isMethodDeclaration).flatMap((member) => {
      const address = addressIn(script, member.name.getText());
      const signature = checker.getSignatureFromDeclaration(member);
      if (address === undefined || signature === undefined) return [];
      const params = member.parameters.find(({ name }) => name.getText() === 'params');
      return [
        {
          ...address,
          params: params === undefined ? undefined : checker.getTypeAtLocation(params),
          answer: checker.getReturnTypeOfSignature(signature),
        },
      ];
    }),
  );
}

/** `return this._makeRequest('GET', `/v1/customers/${encodeURIComponent(id)}`, …` in the method of that name. */
function addressIn(script: string, method: string): Pick<SdkOperation, 'method' | 'path'> | undefined {
  const call = new RegExp(
    `^ {4}${method}\\([^)]*\\) \\{\\s*return this\\._makeRequest\\('(\\w+)', ['\`]([^'\`]+)`,
    'm',
  );
  const [, verb, address] = call.exec(script) ?? [];
  return verb === undefined || address === undefined
    ? undefined
    : { method: verb, path: address.replaceAll(/\$\{[^}]*\}/g, ':') };
}
