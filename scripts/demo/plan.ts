/** A key as the emulator shows it. */
export interface Key {
  readonly id: string;
  readonly name: string;
  readonly permission: string;
}

interface ResourceChange {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown: Readonly<Record<string, unknown>>;
  };
}

/** A plan, read from `terraform show -json`. */
export class Plan {
  private readonly resourceChanges: readonly ResourceChange[];
  private readonly resourceDrift: readonly ResourceChange[];

  constructor(json: unknown) {
    const plan = json as { resource_changes?: ResourceChange[]; resource_drift?: ResourceChange[] };
    this.resourceChanges = plan.resource_changes ?? [];
    this.resourceDrift = plan.resource_drift ?? [];
  }

  /** What is to be done, by address. */
  changes(): [string, readonly string[]][] {
    return this.resourceChanges
      .filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op")
      .map(({ address, change }) => [address, change.actions]);
  }

  /** The known changes of one resource's attributes, as `name: before -> after`. */
  changedAttributes(address: string): string[] {
    const change = this.resourceChanges.find((candidate) => candidate.address === address)?.change;
    if (!change?.before || !change.after) return [];
    const { before, after, after_unknown: unknown } = change;
    return Object.keys(before)
      .filter((name) => unknown[name] !== true && JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => `${name}: ${String(before[name])} -> ${String(after[name])}`);
  }

  /** What was changed outside Terraform. */
  drift(): string[] {
    return this.resourceDrift.map(({ address }) => address);
  }
}
