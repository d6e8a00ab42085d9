import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";

/** What OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG say; default `parentbased_always_on`, as OpenTelemetry has it. */
export function samplerOf(env: NodeJS.ProcessEnv): Sampler {
  const name = env["OTEL_TRACES_SAMPLER"] ?? "parentbased_always_on";
  const root = rootOf(name.replace(/^parentbased_/, ""), env["OTEL_TRACES_SAMPLER_ARG"]);
  return name === "always_on" || name === "always_off" || name === "traceidratio"
    ? root
    : new ParentBasedSampler({ root });
}

function rootOf(name: string, argument: string | undefined): Sampler {
  if (name === "always_off") return new AlwaysOffSampler();
  if (name !== "traceidratio") return new AlwaysOnSampler();
  const ratio = Number(argument ?? "1");
  return new TraceIdRatioBasedSampler(ratio >= 0 && ratio <= 1 ? ratio : 1);
}
