import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import {
  type CompletedConfig,
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  LiteralType,
  type Schema,
  SchemaGenerator,
  StringType,
  type SubNodeParser,
} from 'ts-json-schema-generator';
import ts from 'typescript-6';

const here = fileURLToPath(new URL('.', import.meta.url));
const answersFile = path.join(here, 'answers.ts');

/**
 * Source of a CommonJS module with a validator for each object of `answers.ts`, under names such as
 * `answer payment_intent`, `deleted customer` and `refusal`, made of schemas that are read off the SDK's types.
 */
export function validatorsSource(): string {
  const { definitions, ...rest } = contractSchema();
  const schema: Record<string, unknown> = { ...rest, definitions };
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, code: { source: true } });
  ajv.addSchema(schema, 'contract');
  const names = (definition: string) => Object.keys(Object(definitions?.[definition]).properties);
  const refs: Record<string, string> = { refusal: 'contract#/definitions/Refusal' };
  for (const name of names('Answers')) refs[`answer ${name}`] = `contract#/definitions/Answers/properties/${name}`;
  for (const name of names('Deleted')) refs[`deleted ${name}`] = `contract#/definitions/Deleted/properties/${name}`;
  return standalone.default(ajv, refs);
}

function contractSchema(): Schema {
  const config: CompletedConfig = {
    ...DEFAULT_CONFIG,
    path: answersFile,
    tsconfig: path.join(here, '..', '..', 'tsconfig.json'),
    type: 'Contract',
    expose: 'all',
    jsDoc: 'none',
    skipTypeCheck: true,
    additionalProperties: false,
  };
  const program = createProgram(config);
  const parser = createParser(program, config, (chain) => {
    chain.addNodeParser(otherObjects(answeredObjects(program)));
    chain.addNodeParser(decimals);
  });
  const schema = new SchemaGenerator(program, parser, createFormatter(config), config).createSchema('Contract');
  return strict(schema);
}

/** The names of the objects in `Answers`. */
function answeredObjects(program: ts.Program): ReadonlySet<string> {
  const answers = program
    .getSourceFile(answersFile)
    ?.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === 'Answers');
  if (answers === undefined || !ts.isInterfaceDeclaration(answers)) throw new Error('answers.ts declares no Answers');
  return new Set(answers.members.flatMap((member) => (member.name === undefined ? [] : [nameOf(member.name)])));
}

function nameOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText();
}

/** An object the sandbox does not have, such as an invoice, can stand nowhere in an answer: a text no answer holds stands for it. */
function otherObjects(answered: ReadonlySet<string>): SubNodeParser {
  return {
    supportsNode: (node) => {
      if (!ts.isInterfaceDeclaration(node)) return false;
      const name = objectLiteral(node);
      return name !== undefined && name !== 'list' && !answered.has(name);
    },
    createType: () => new LiteralType('an object the sandbox does not have'),
  };
}

function objectLiteral(node: ts.InterfaceDeclaration): string | undefined {
  for (const member of node.members) {
    if (!ts.isPropertySignature(member) || member.name.getText() !== 'object' || member.type === undefined) continue;
    if (ts.isLiteralTypeNode(member.type) && ts.isStringLiteral(member.type.literal)) return member.type.literal.text;
  }
  return undefined;
}

/** On the wire a decimal is text, of which the SDK makes its own number. */
const decimals: SubNodeParser = {
  supportsNode: (node) => ts.isTypeReferenceNode(node) && node.typeName.getText() === 'Decimal',
  createType: () => new StringType(),
};

/** Where types cannot say it: numbers are whole (amounts and seconds), and events carry objects that are checked by their own name. */
function strict(schema: Schema): Schema {
  const whole: Schema = JSON.parse(JSON.stringify(schema).replaceAll('"number"', '"integer"'));
  const anyObject: Schema = { type: 'object' };
  return {
    ...whole,
    definitions: { ...whole.definitions, 'Event.Data.Object': anyObject, 'Event.Data.PreviousAttributes': anyObject },
  };
}
