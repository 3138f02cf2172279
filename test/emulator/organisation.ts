import type { Seed } from "../../src/emulator";

export const teamIds = {
  platform: "11111111-1111-4111-8111-111111111111",
  secret: "22222222-2222-4222-8222-222222222222",
  security: "33333333-3333-4333-8333-333333333333",
  foreign: "44444444-4444-4444-8444-444444444444",
};

export const customerIds = {
  acme: "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
  rival: "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb",
};

/** Two organisations. In Acme: an owner, two administrators, two users, and a team of each kind. */
export const organisation: Seed = {
  customers: [
    { id: customerIds.acme, name: "Acme" },
    { id: customerIds.rival, name: "Rival" },
  ],
  users: [
    { name: "Owner", email: "owner@acme.example", role: "owner", apiKey: "owner-key" },
    { name: "Ada", email: "ada@acme.example", role: "admin", apiKey: "ada-key" },
    { name: "Bob", email: "bob@acme.example", role: "admin", apiKey: "bob-key" },
    { name: "Uma", email: "uma@acme.example", role: "user", apiKey: "uma-key" },
    { name: "Sam", email: "sam@acme.example", role: "admin", apiKey: "sam-key" },
    { name: "Rita", email: "rita@rival.example", role: "owner", customer: "Rival", apiKey: "rita-key" },
  ],
  teams: [
    { id: teamIds.platform, name: "Platform", members: [{ user: "bob@acme.example", role: "admin" }] },
    { id: teamIds.secret, name: "Secret", visible: false, members: [{ user: "ada@acme.example" }] },
    {
      id: teamIds.security,
      name: "Security",
      visible: false,
      crossOrganizational: true,
      members: [{ user: "sam@acme.example", role: "owner" }],
    },
    { id: teamIds.foreign, name: "Foreign", customer: "Rival", members: [{ user: "bob@acme.example" }] },
  ],
  apiKeys: [{ name: "Ada's reader", permission: "read", creator: "ada@acme.example", key: "ada-read-key" }],
};
