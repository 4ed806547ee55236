import type { AnyNode, Expression } from 'acorn';
import { callbackCalls } from './callback-calls.ts';
import type { Source } from './data-flow.ts';
import { ingredientsOf } from './ingredients.ts';
import { keyOf, namesVariable, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';

const RANDOM =
    /(^|[./])(random|randomUUID|randomBytes|randomInt|getRandomValues|now|uuid|uuidv[1-7]|v[1-7]|nanoid|shortid|cuid|createId|ulid|generate|hrtime|bigint)$/i;
const NAMES = /^(e?mail|e_?mail_?address|user_?name)$/i;
const SQL_ID =
    /\b(e?mail|user_?name|gen_random_uuid\(\)|uuid\(\)|now\(\)|rand(om)?\(\)|row_number\(\)\s*over\s*\([^)]*\))["'`\])]*\s+as\s+["'`[]?user_id\b/i;

const MESSAGES = {
    moment: 'The user gets another ID at each call, so Auth0 makes a second user, or a ghost. Use the ID that the source keeps.',
    counter:
        'The ID is counted here, so the same user gets another one at the next call, and others get it in another sandbox. Use the ID that the source keeps.',
    name: 'The ID is made of what the user logs in with, which may change, and then is another user. Use the ID that the source keeps.',
    same: 'Everybody gets the same ID, so Auth0 takes all of them for one user. Use the ID that the source keeps.',
    shared: 'The ID comes from a global variable, which logins that run at once share: one user gets the ID of another. Keep it in a local variable.',
} as const;

/** Gives the expressions that a script takes for a user's ID. */
export function idExpressions(script: ParsedScript): Expression[] {
    return nodesIn(script.program).flatMap((node): Expression[] => {
        if (node.type === 'Property' && ['user_id', 'id'].includes(keyOf(node)) && isInProfile(script, node)) {
            return [node.value as Expression];
        }
        const isAssigned = node.type === 'AssignmentExpression' && /\.user_id$/.test(pathOf(node.left));
        return isAssigned ? [node.right] : [];
    });
}

// `id` is a name for much; in an object with an address it is a profile's.
function isInProfile(script: ParsedScript, property: AnyNode): boolean {
    if (keyOf(property) === 'user_id') return true;
    return nodesIn(script.program).some(
        (node) =>
            node.type === 'ObjectExpression' &&
            node.properties.some((other) => other === property) &&
            node.properties.some((other) => ['email', 'email_verified', 'nickname'].includes(keyOf(other))),
    );
}

/** Looks whether a user has the same ID at every call, and nobody else has it. */
export function findIdProblems(script: ParsedScript): Problem[] {
    const found = idExpressions(script).flatMap((value) => {
        const why = whyUnstable(script, value);
        return why === undefined ? [] : [idProblem(why, value)];
    });
    const selected = nodesIn(script.program).flatMap((node) => {
        const [, what = ''] = SQL_ID.exec(textOf(node) ?? '') ?? [];
        return what === '' ? [] : [idProblem(what.includes('(') ? 'moment' : 'name', node)];
    });
    return [...found, ...selected];
}

function idProblem(why: keyof typeof MESSAGES, node: AnyNode): Problem {
    return { code: 'SCRIPT_ID_UNSTABLE', node, message: MESSAGES[why] };
}

function whyUnstable(script: ParsedScript, value: Expression): keyof typeof MESSAGES | undefined {
    const [identifier = ''] = script.parameters;
    const parts = ingredientsOf(script.flow, value);
    if (parts.some((part) => isOfTheMoment(script, part))) return 'moment';
    if (parts.some((part) => isCounted(script, part))) return 'counter';
    if (parts.some((part) => isName(script, part)) || namesVariable(value, identifier)) return 'name';
    if (parts.some(({ from }) => script.flow.bindings.of(from)?.isShared === true)) return 'shared';
    const isFixed = parts.every(({ from }) => from.type === 'Literal' || from.type === 'TemplateElement');
    const texts = parts.map(({ from }) => (from.type === 'Literal' ? (from.value ?? '') : ''));
    return isFixed && texts.some((text) => text !== '') && isAnswered(script, value) ? 'same' : undefined;
}

// Whether it is in a profile that is called back with, not in a table of field names.
function isAnswered(script: ParsedScript, value: Expression): boolean {
    return callbackCalls(script).some(({ call: { arguments: given } }) => {
        const [, profile] = given;
        return (
            profile !== undefined && script.flow.sourcesOf(profile).some(({ from }) => nodesIn(from).includes(value))
        );
    });
}

function isOfTheMoment(script: ParsedScript, { from }: Source): boolean {
    if (from.type === 'CallExpression' || from.type === 'NewExpression') {
        const name = script.flow.nameOf(from.callee);
        const isNew = from.type === 'NewExpression' && from.arguments.length === 0;
        if (RANDOM.test(name) || (isNew && /(^|\.)(Date|ObjectI[dD])$/.test(name))) return true;
        // `new Date().getTime()`
        const { callee } = from;
        if (callee.type !== 'MemberExpression') return false;
        return ingredientsOf(script.flow, callee.object).some(
            (part) => part.from !== from && isOfTheMoment(script, part),
        );
    }
    const binding = script.flow.bindings.of(from);
    const giver = binding && script.flow.giverOf(binding);
    return giver !== undefined && giver.index > 0 && RANDOM.test(script.flow.nameOf(giver.call.callee));
}

// `++count`, a place in a list, how many there are.
function isCounted(script: ParsedScript, { from, path }: Source): boolean {
    if (from.type === 'UpdateExpression' || path.at(-1) === 'length') return true;
    if (from.type === 'CallExpression') return /\.(findIndex|indexOf|lastIndexOf|push)$/.test(pathOf(from.callee));
    const binding = script.flow.bindings.of(from);
    if (binding === undefined) return false;
    const giver = script.flow.giverOf(binding);
    const isPlace =
        giver?.index === 1 && /\.(forEach|map|find|filter|findIndex|some|every)$/.test(pathOf(giver.call.callee));
    return binding.isCounting || (isPlace && giver.call.arguments.length === 1);
}

function isName(script: ParsedScript, { from, path }: Source): boolean {
    const [identifier] = script.main.params;
    if (path.length > 0) return NAMES.test(path.at(-1) ?? '');
    const binding = script.flow.bindings.of(from);
    return binding?.parameter?.of === script.main && binding.parameter.index === 0 && identifier !== undefined;
}

/** Tells whether two scripts take an ID from different places: Auth0 then knows one person as two. */
export function idsDiffer(login: ParsedScript, getUser: ParsedScript): AnyNode | undefined {
    const shapes = new Set(idExpressions(login).map((value) => shapeOf(login, value)));
    // What has no name may be the same all the same.
    if (shapes.size === 0 || shapes.has(undefined)) return undefined;
    return idExpressions(getUser).find((value) => {
        const shape = shapeOf(getUser, value);
        return shape !== undefined && !shapes.has(shape);
    });
}

function shapeOf(script: ParsedScript, value: Expression): string | undefined {
    const parts = ingredientsOf(script.flow, value).flatMap(({ from, path }): (string | undefined)[] => {
        if (from.type === 'TemplateElement') return from.value.cooked ? [`text ${from.value.cooked}`] : [];
        if (from.type === 'Literal') return typeof from.value === 'string' ? [`text ${from.value}`] : [];
        const name = path.at(-1);
        return [name === '*' || /^\d+$/.test(name ?? '') ? undefined : name];
    });
    return parts.includes(undefined) ? undefined : JSON.stringify([...new Set(parts)].sort());
}
