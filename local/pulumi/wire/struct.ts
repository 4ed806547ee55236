import { createRequire } from 'node:module';
import type { IResourceMonitorServer } from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import type { RegisterResourceRequest } from '@pulumi/pulumi/proto/resource_pb.js';
import type { PropertyMap } from '../values/property-value.ts';

/** Protobuf's JSON object, in which properties travel. */
export type Struct = NonNullable<ReturnType<RegisterResourceRequest['getObject']>>;

/** Protobuf's message without content. */
export type Empty = NonNullable<Parameters<Parameters<IResourceMonitorServer['registerResourceOutputs']>[1]>[1]>;

// The very copy that the SDK's messages are made with: their serializers refuse a message of another copy.
const requireFromSdk = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi/package.json'));
const { Struct: StructMessage } = requireFromSdk('google-protobuf/google/protobuf/struct_pb.js') as {
    Struct: { fromJavaScript(value: PropertyMap): Struct };
};
const { Empty: EmptyMessage } = requireFromSdk('google-protobuf/google/protobuf/empty_pb.js') as {
    Empty: new () => Empty;
};

/** Turns properties into the message that carries them. */
export function toStruct(properties: PropertyMap): Struct {
    return StructMessage.fromJavaScript(properties);
}

/** Takes the properties out of their message; no message is no properties. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
    return struct === undefined ? {} : struct.toJavaScript();
}

/** Makes a message without content. */
export function emptyMessage(): Empty {
    return new EmptyMessage();
}
