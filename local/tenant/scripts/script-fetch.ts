const MAX_BODY_BYTES = 1024 * 1024;
const TIME_LIMIT_MS = 20_000;

/** A call that a script wants to make. */
export interface ScriptRequest {
    kind: 'fetch';
    id: number;
    url: string;
    method: string;
    headers: Record<string, string>;
    body: string | undefined;
}

/**
 * Makes a call for a script, which has no network of its own.
 *
 * @param allowedHosts - such as `localhost:4000`; redirects are not followed, for they could lead elsewhere
 * @returns the answer, or the error that the script is to see; it never throws
 */
export async function fetchForScript(
    { url, method, headers, body }: ScriptRequest,
    allowedHosts: readonly string[],
): Promise<{ status: number; body: string } | { error: string }> {
    try {
        const { host, protocol } = new URL(url);
        if (!allowedHosts.includes(host) || !['http:', 'https:'].includes(protocol))
            return { error: `Not allowed to call ${host}: --script-hosts does not name it.` };
        const response = await fetch(url, {
            method,
            headers,
            redirect: 'manual',
            signal: AbortSignal.timeout(TIME_LIMIT_MS),
            ...(body !== undefined && { body }),
        });
        const content = await boundedBody(response);
        return content === undefined
            ? { error: `The answer has more than ${MAX_BODY_BYTES} bytes.` }
            : { status: response.status, body: content };
    } catch (error) {
        return { error: error instanceof Error ? error.message : 'fetch failed' };
    }
}

async function boundedBody({ body }: Response): Promise<string | undefined> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) return undefined;
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}
