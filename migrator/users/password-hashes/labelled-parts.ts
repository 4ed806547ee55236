/** Holds one value of a labelled hash with the encoding that its label names. */
export interface LabelledPart {
    readonly value: string;
    readonly encoding: string | undefined;
}

const PART = /^([A-Za-z]{1,16})(?:\(([a-z0-9]{1,8})\))?=(.*)$/s;

/**
 * Takes apart a hash whose columns were joined into one text: `salt(base64)=… i=10000 hash(hex)=…`, parted by spaces.
 *
 * @returns the parts by label in lower case; `undefined` when the text is not of this form, or has no `hash`
 */
export function readLabelledParts(text: string): ReadonlyMap<string, LabelledPart> | undefined {
    const parts = new Map<string, LabelledPart>();
    for (const piece of text.split(' ')) {
        const [, label, encoding, value = ''] = PART.exec(piece) ?? [];
        if (label === undefined) return undefined;
        parts.set(label.toLowerCase(), { value, encoding });
    }
    return parts.has('hash') ? parts : undefined;
}
