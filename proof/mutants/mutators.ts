import { type AnyNode, staticName } from '../../harness/script/compile/syntax.ts';

/** The text of a node. */
export type TextOf = (node: AnyNode) => string;

/** What each operator may be mistaken for: a boundary, its contrary, its neighbour. */
const OPERATORS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '+': ['-'],
    '-': ['+'],
    '*': ['/'],
    '/': ['*'],
    '%': ['*'],
    '**': ['*'],
    '<': ['<=', '>='],
    '<=': ['<', '>'],
    '>': ['>=', '<='],
    '>=': ['>', '<'],
    '==': ['!='],
    '!=': ['=='],
    '===': ['!=='],
    '!==': ['==='],
    '&&': ['||'],
    '||': ['&&'],
    '??': ['&&'],
    '&': ['|'],
    '|': ['&'],
    '^': ['&'],
    '<<': ['>>'],
    '>>': ['<<'],
    '>>>': ['<<'],
    '+=': ['-='],
    '-=': ['+='],
    '*=': ['/='],
    '/=': ['*='],
    '??=': ['='],
    '||=': ['='],
    '&&=': ['='],
  }),
);

/** Methods that are mistaken for one another. */
const METHODS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    min: 'max',
    max: 'min',
    floor: 'ceil',
    ceil: 'floor',
    round: 'floor',
    some: 'every',
    every: 'some',
    find: 'findLast',
    findLast: 'find',
    findIndex: 'findLastIndex',
    findLastIndex: 'findIndex',
    indexOf: 'lastIndexOf',
    lastIndexOf: 'indexOf',
    startsWith: 'endsWith',
    endsWith: 'startsWith',
    toLowerCase: 'toUpperCase',
    toUpperCase: 'toLowerCase',
    push: 'unshift',
    unshift: 'push',
    shift: 'pop',
    pop: 'shift',
  }),
);

/** Methods that one may forget to call: the receiver stands for the result. */
const FORGOTTEN: ReadonlySet<string> = new Set([
  'filter',
  'flat',
  'reverse',
  'slice',
  'sort',
  'toReversed',
  'toSorted',
  'trim',
  'trimEnd',
  'trimStart',
]);

/** The texts that may stand for an expression by mistake; none for what has no such mutant. */
export function expressionMutants(node: AnyNode, text: TextOf): string[] {
  switch (node.type) {
    case 'BinaryExpression':
      // `'a' - b` is no number, which every test of the text would see.
      if (node.operator === '+' && (isText(node.left) || isText(node.right))) return [];
      return operators(node.operator).map(operator => joined(node.left, operator, node.right, text));
    case 'LogicalExpression':
      return operators(node.operator).map(operator => joined(node.left, operator, node.right, text));
    case 'AssignmentExpression':
      return operators(node.operator).map(operator => `${text(node.left)} ${operator} ${text(node.right)}`);
    case 'UpdateExpression': {
      const operator = node.operator === '++' ? '--' : '++';
      return [node.prefix ? operator + text(node.argument) : text(node.argument) + operator];
    }
    case 'UnaryExpression':
      if (isNegative(node)) return [text(node.argument), '0'];
      return node.operator === '!' || node.operator === '-' ? [text(node.argument)] : [];
    case 'TemplateLiteral':
      return ["''"];
    case 'Literal':
      if (typeof node.value === 'string') return [node.value === '' ? "'mutant'" : "''"];
      if (typeof node.value === 'boolean') return [String(!node.value)];
      return typeof node.value === 'number' ? numbers(node.value) : [];
    case 'CallExpression':
      return node.callee.type === 'MemberExpression' ? calls(node, node.callee, text) : [];
    case 'MemberExpression':
      return node.optional ? [forced(node.object, node.property, node.computed, text)] : [];
    default:
      return [];
  }
}

/** The texts that may stand for the test of a branch. A loop whose test is always true is no mistake that people make. */
export function testMutants(loop: boolean): string[] {
  return loop ? ['false'] : ['true', 'false'];
}

function operators(operator: string): readonly string[] {
  return OPERATORS.get(operator) ?? [];
}

function joined(left: AnyNode, operator: string, right: AnyNode, text: TextOf): string {
  return `${operand(left, text)} ${operator} ${operand(right, text)}`;
}

/** What has an operator itself is put in parentheses, since the other operator may bind it otherwise. */
function operand(node: AnyNode, text: TextOf): string {
  return /^(Identifier|Literal|ThisExpression|MemberExpression|CallExpression|PrivateIdentifier)$/.test(node.type)
    ? text(node)
    : `(${text(node)})`;
}

/** Nothing, twice as much, and one more or less of what is counted by hand. */
function numbers(value: number): string[] {
  if (value === 0) return ['1'];
  const near = Number.isInteger(value) && value <= 10 ? [value - 1, value + 1] : [];
  return [...new Set([0, ...near, 2 * value])].map(String);
}

function calls(
  call: Extract<AnyNode, { type: 'CallExpression' }>,
  callee: Extract<AnyNode, { type: 'MemberExpression' }>,
  text: TextOf,
): string[] {
  if (callee.object.type === 'Super') return [];
  const name = staticName(callee.property, callee.computed);
  if (name === null) return [];
  const given = call.arguments.map(argument => text(argument));
  const [first] = given;
  if (name === 'abs' && first !== undefined) return [first];
  if (FORGOTTEN.has(name)) return [text(callee.object)];
  const other = METHODS.get(name);
  return other === undefined
    ? []
    : [`${text(callee.object)}${callee.optional ? '?.' : '.'}${other}(${given.join(', ')})`];
}

/** `a.b` for `a?.b`. */
function forced(object: AnyNode, property: AnyNode, computed: boolean, text: TextOf): string {
  return computed ? `${text(object)}[${text(property)}]` : `${text(object)}.${text(property)}`;
}

/** Whether a node is a negative number, which has mutants as a whole. */
export function isNegative(node: AnyNode): boolean {
  return node.type === 'UnaryExpression' && node.operator === '-' && node.argument.type === 'Literal';
}

function isText(node: AnyNode): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
}
