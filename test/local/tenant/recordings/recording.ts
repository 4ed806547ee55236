import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { FACTS_FOLDER } from '../../../facts.ts';

/** One exchange of a recording, reduced to what is compared. */
export interface Interaction {
    method: string;
    /** Path and query. */
    path: string;
    body: string;
    contentType: string | undefined;
    status: number;
    answer: string;
    answerContentType: string | undefined;
}

/** Traffic that Auth0's own Go SDK recorded against a real tenant. */
export interface Recording {
    name: string;
    interactions: Interaction[];
}

interface Cassette {
    interactions: {
        request: { method: string; url: string; body?: string; headers?: Record<string, string[]> };
        response: { code: number; body?: string; headers?: Record<string, string[]> };
    }[];
}

/** The folder of the recordings; they belong to Auth0 and are not copied here. */
export const RECORDINGS_FOLDER = join(FACTS_FOLDER, 'recordings');

/** Reads all recordings, or none where the folder is missing. */
export function readRecordings(): Recording[] {
    let names: string[];
    try {
        names = readdirSync(RECORDINGS_FOLDER).filter((name) => name.endsWith('.yaml'));
    } catch {
        return [];
    }
    return names.sort().map((name) => {
        const { interactions } = parse(readFileSync(join(RECORDINGS_FOLDER, name), 'utf8')) as Cassette;
        return {
            name: name.replace(/\.yaml$/, ''),
            interactions: interactions.map(({ request, response }) => ({
                method: request.method,
                path: request.url.replace(/^https?:\/\/[^/]+/, ''),
                body: request.body ?? '',
                contentType: request.headers?.['Content-Type']?.[0],
                status: response.code,
                answer: response.body ?? '',
                answerContentType: response.headers?.['Content-Type']?.[0],
            })),
        };
    });
}
