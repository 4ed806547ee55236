import type { AnyNode, CallExpression } from 'acorn';
import type { Source } from './data-flow.ts';
import { idExpressions } from './id-checks.ts';
import { ingredientsOf } from './ingredients.ts';
import { childrenOf, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import { Reach } from './reach.ts';
import { Scenario, SOMETHING } from './scenario.ts';

/** What a script calls back with. */
type Outcome = 'nothing' | 'perhaps nothing' | 'profile' | 'error';

/** What is wrong with a script in a scenario, and where. */
export interface ScenarioProblem {
    readonly what: 'error' | 'profile';
    readonly node: AnyNode;
}

/** Clients that reject where the status is not 2xx. */
const THROWING_CLIENT = /(^|\/)(axios|got|ky|superagent|request-promise(-native)?|wretch|ofetch)(@.*)?$/;
const CLIENT = /(^|\/)(request|node-fetch|needle|undici|phin|bent|http|https)(@.*)?$/;

/**
 * Looks what Get User calls back with where the source knows nobody: it must be able to be nothing. A web service may say so with 404, or with an
 * answer in which nobody is.
 */
export function findNobodyProblem(script: ParsedScript): ScenarioProblem | undefined {
    const [problem, other] = [404, 200].map((status) => problemAt(script, status));
    return other === undefined ? undefined : problem;
}

function problemAt(script: ParsedScript, status: number): ScenarioProblem | undefined {
    const scenario = new Scenario(script, { status, isFound: false, isMatch: undefined });
    const reach = new Reach(script, scenario);
    const throwsAt404 = usesModule(script, THROWING_CLIENT);
    const outcomes = reach.calls.map(({ node, isCaught }) => ({
        node,
        isCaught,
        is: outcomeOf(script, scenario, node),
    }));
    const mayBeNothing = outcomes.some(({ is }) => is === 'nothing' || is === 'perhaps nothing');
    if (reach.isHandedOn || mayBeNothing || outcomes.length === 0) return undefined;
    const isError = ({ is, isCaught }: (typeof outcomes)[number]): boolean => is === 'error' && !isCaught;
    const error = outcomes.find(isError) ?? reach.throws.find(({ isCaught }) => !isCaught);
    if (error !== undefined) return { what: 'error', node: error.node };
    const profile = outcomes.find(({ is }) => is === 'profile');
    if (profile === undefined) return undefined;
    const ids = idsOf(script, profile.node.arguments[1]);
    return { what: throwsAt404 || isOfEmptyList(script, ids) ? 'error' : 'profile', node: profile.node };
}

/** Looks whether Login calls back with a profile, and with nothing else, where the source says that the password is wrong. */
export function findWrongPasswordProblem(script: ParsedScript): AnyNode | undefined {
    if (usesModule(script, THROWING_CLIENT) || isRefusedByRejection(script)) return undefined;
    const onlyProfiles = (scenario: Scenario): AnyNode | undefined => {
        const { calls, throws, isHandedOn } = new Reach(script, scenario);
        const outcomes = calls
            .filter(({ isCaught }) => !isCaught)
            .map(({ node }) => ({ node, is: outcomeOf(script, scenario, node) }));
        const isRefused =
            isHandedOn || throws.some(({ isCaught }) => !isCaught) || outcomes.some(({ is }) => is !== 'profile');
        return isRefused ? undefined : outcomes[0]?.node;
    };
    const compared = new Scenario(script, { status: 200, isFound: true, isMatch: false });
    const asked = new Scenario(script, { status: 401, isFound: false, isMatch: false });
    // Where nobody is found, the first row of none fails by itself.
    const unasked = isOfEmptyList(script) ? undefined : onlyProfiles(asked);
    return unasked ?? (compared.comparesPasswords() ? onlyProfiles(compared) : undefined);
}

// The kit of a service rejects a wrong password; `fetch` and its like never do.
function isRefusedByRejection(script: ParsedScript): boolean {
    const isFetched = nodesIn(script.program).some(
        (node) => node.type === 'CallExpression' && pathOf(node.callee) === 'fetch',
    );
    if (isFetched || usesModule(script, CLIENT)) return false;
    const { calls } = new Reach(script, new Scenario(script, { status: 200, isFound: true, isMatch: undefined }));
    return calls.some(
        ({
            node: {
                arguments: [error],
            },
            isCaught,
        }) => isCaught && error?.type === 'NewExpression' && pathOf(error.callee) === 'WrongUsernameOrPasswordError',
    );
}

/** Looks whether Login calls back a plain error where its own comparison says that the password is wrong, and nowhere else. */
export function findPlainRefusal(script: ParsedScript): AnyNode | undefined {
    const reachedBy = (isMatch: boolean): Reach =>
        new Reach(script, new Scenario(script, { status: 200, isFound: true, isMatch }));
    const allowed = new Set(reachedBy(true).calls.map(({ node }) => node));
    const refusals = reachedBy(false).calls.filter(({ node, isCaught }) => !isCaught && !allowed.has(node));
    const isPlain = ({ arguments: [error] }: CallExpression): boolean => {
        const made = error === undefined ? [] : script.flow.sourcesOf(error);
        return (
            made.length > 0 &&
            made.every(({ from }) => from.type === 'NewExpression' && pathOf(from.callee) === 'Error')
        );
    };
    return refusals.every(({ node }) => isPlain(node)) ? refusals[0]?.node.arguments[0] : undefined;
}

function outcomeOf(script: ParsedScript, scenario: Scenario, { arguments: [error, profile] }: CallExpression): Outcome {
    const failure = error === undefined ? null : scenario.valueOf(error);
    if (failure === undefined) return 'perhaps nothing';
    if (failure !== null && failure !== false) return 'error';
    if (profile === undefined) return 'nothing';
    const value = scenario.valueOf(profile);
    if (value === null || value === false) return 'nothing';
    if (value === SOMETHING) return 'profile';
    return isBodyAsItCame(script, profile) ? 'profile' : 'perhaps nothing';
}

// What a web service answers for nobody is no profile either; a look at its status, or at what it sends, may be for that.
function isBodyAsItCame(script: ParsedScript, profile: AnyNode): boolean {
    const sources = script.flow.sourcesOf(profile);
    const isLookedAt = nodesIn(script.program).some(
        (node) =>
            (node.type === 'IfStatement' ||
                node.type === 'ConditionalExpression' ||
                node.type === 'LogicalExpression' ||
                node.type === 'SwitchStatement') &&
            nodesIn('test' in node ? node.test : node.type === 'SwitchStatement' ? node.discriminant : node.left).some(
                (tested) =>
                    script.flow
                        .sourcesOf(tested)
                        .some(({ from }) =>
                            sources.some((source) => source.from === from || isOfSameAnswer(script, source.from, from)),
                        ),
            ),
    );
    return !isLookedAt && sources.length > 0 && sources.every((source) => isBody(script, source));
}

// `response.status` for `response.json()`; `(error, response, body)`.
function isOfSameAnswer(script: ParsedScript, body: AnyNode, other: AnyNode): boolean {
    if (body.type === 'CallExpression' && body.callee.type === 'MemberExpression') {
        const { object } = body.callee;
        return script.flow.sourcesOf(object).some(({ from }) => from === other);
    }
    const [a, b] = [script.flow.bindings.of(body)?.parameter, script.flow.bindings.of(other)?.parameter];
    return a !== undefined && a.of === b?.of && b.index > 0;
}

function isBody(script: ParsedScript, { from, path }: Source): boolean {
    if (from.type === 'CallExpression' && /\.(json|text)$/.test(pathOf(from.callee))) return path.length === 0;
    if (/^(data|body)$/.test(path.at(-1) ?? '')) return true;
    const binding = script.flow.bindings.of(from);
    const giver = binding && script.flow.giverOf(binding);
    return giver?.index === 2 && path.length === 0 && usesModule(script, CLIENT);
}

// The IDs that a profile may have: not those in another object.
function idsOf(script: ParsedScript, profile: AnyNode | undefined): AnyNode[] {
    const made = new Set(profile === undefined ? [] : script.flow.sourcesOf(profile).map(({ from }) => from));
    const others = nodesIn(script.program).filter((node) => node.type === 'ObjectExpression' && !made.has(node));
    const isOfOther = others.length > 0 && [...made].some(({ type }) => type === 'ObjectExpression');
    const taken = new Set(isOfOther ? others.flatMap(childrenOf).flatMap(childrenOf) : []);
    return idExpressions(script).filter((id) => !taken.has(id));
}

function isOfEmptyList(script: ParsedScript, ids: readonly AnyNode[] = idExpressions(script)): boolean {
    return ids.some((value) =>
        ingredientsOf(script.flow, value).some(({ path }) => path.some((part) => /^(\d+|\*)$/.test(part))),
    );
}

function usesModule(script: ParsedScript, name: RegExp): boolean {
    return nodesIn(script.program).some(
        (node) =>
            node.type === 'CallExpression' &&
            pathOf(node.callee) === 'require' &&
            name.test(textOf(node.arguments[0]) ?? ''),
    );
}
