import type { AnyNode } from 'acorn';
import { memberName } from './bindings.ts';
import { ingredientsOf } from './ingredients.ts';
import { keyOf, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';
import { isMadeOf, valuesOf } from './value-origins.ts';

const SQL = /\b(select|insert\s+into|update|delete\s+from)\b[\s\S]*\b(from|where|set|values|into)\b/i;
const SQL_PATTERN =
    /\b(e?mail|user_?name|login|identifier)\b["'`\])\s]*\s(i?like|rlike|regexp|similar\s+to)\s|\b(e?mail|user_?name)\b["'`\]\s]*\s~\*?\s/i;
const FORMATTING = /(^|\.)(concat|format|replace|replaceAll|join)$/;
const QUERYING = /^(query|execute|raw|exec|run|prepare|all|get|each|Request|execSql|\$queryRawUnsafe)$/;
const LDAP_FILTER = /\([^()]*=/;
const ESCAPING = /escape|quote/i;

/** Looks at what a script does with what a user typed: it must not become SQL, nor a pattern that others match. */
export function findInjectionProblems(script: ParsedScript): Problem[] {
    const typed = script.parameters.filter((name) => name !== '' && name !== script.callback);
    return nodesIn(script.program).flatMap((node) => [
        ...sqlProblem(script, node, typed),
        ...(script.name === 'login' || script.name === 'get_user' ? patternProblem(script, node, typed) : []),
    ]);
}

function sqlProblem(script: ParsedScript, node: AnyNode, typed: readonly string[]): Problem[] {
    const isJoined =
        (node.type === 'TemplateLiteral' && node.expressions.length > 0) ||
        (node.type === 'BinaryExpression' && node.operator === '+') ||
        (node.type === 'CallExpression' && FORMATTING.test(pathOf(node.callee)));
    const isWritten = isJoined && SQL.test(sqlIn(script, node)) && namesTyped(script, node, typed);
    if (!isWritten && !isTypedQuery(script, node)) return [];
    return [
        {
            code: 'SCRIPT_SQL_INJECTION',
            node,
            message:
                'What a user typed becomes part of SQL or of code, and Auth0 does not clean it. Use a parameter: `$1`, `?`.',
        },
    ];
}

// `db.query(sql)`, wherever the SQL was put together; code that a database or the sandbox runs.
function isTypedQuery(script: ParsedScript, node: AnyNode): boolean {
    if (node.type === 'Property' && keyOf(node) === '$where') return isPutTogether(script, node.value, /./);
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
    const [first] = node.arguments;
    if (first === undefined) return false;
    if (/^(eval|Function)$/.test(pathOf(node.callee))) return isPutTogether(script, first, /./);
    const method = node.callee.type === 'MemberExpression' ? memberName(node.callee) : pathOf(node.callee);
    return QUERYING.test(method) && isPutTogether(script, first, SQL);
}

function isPutTogether(script: ParsedScript, value: AnyNode, text: RegExp): boolean {
    const parts = ingredientsOf(script.flow, value);
    const texts = parts.map(({ from }) =>
        from.type === 'TemplateElement' ? (from.value.cooked ?? '') : (textOf(from) ?? ''),
    );
    const isTyped = parts.some(({ from }) => script.flow.bindings.of(from)?.parameter?.of === script.main);
    return isTyped && text.test(texts.join(' '));
}

// `sql.replace('?', email)`, where the variable holds the SQL.
function sqlIn(script: ParsedScript, node: AnyNode): string {
    const texts = nodesIn(node).flatMap((inner) => {
        const values = inner.type === 'Identifier' ? valuesOf(script, inner.name) : [];
        return [inner, ...values].map((value) => textOf(value) ?? '');
    });
    return texts.join(' ');
}

function namesTyped(script: ParsedScript, node: AnyNode, typed: readonly string[]): boolean {
    const escaped = new Set(
        nodesIn(node).flatMap((inner) =>
            inner.type === 'CallExpression' && ESCAPING.test(pathOf(inner.callee))
                ? inner.arguments.flatMap(nodesIn)
                : [],
        ),
    );
    return nodesIn(node).some(
        (inner) => inner.type === 'Identifier' && !escaped.has(inner) && isMadeOf(script, inner, typed),
    );
}

function patternProblem(script: ParsedScript, node: AnyNode, typed: readonly string[]): Problem[] {
    const text = textOf(node);
    const pattern =
        (node.type === 'NewExpression' || node.type === 'CallExpression') && pathOf(node.callee) === 'RegExp'
            ? node.arguments[0]
            : node.type === 'Property' && keyOf(node) === '$regex'
              ? node.value
              : undefined;
    const isFilter =
        node.type === 'Property' && keyOf(node) === 'filter' && isPutTogether(script, node.value, LDAP_FILTER);
    const isPattern = isFilter || (pattern !== undefined && isMadeOf(script, pattern, typed));
    if (!isPattern && (text === undefined || !SQL_PATTERN.test(text))) return [];
    return [
        {
            code: 'SCRIPT_PATTERN',
            node,
            message:
                'What a user typed is used as a pattern, so it may find somebody else: `_`, `%`, `.` and `*` are part of addresses. Look for what is equal.',
        },
    ];
}
