import { Collection, type Persist } from './collection.ts';
import type { BalanceTransactionObject } from './objects/balance-transaction.ts';
import type { ChargeObject } from './objects/charge.ts';
import type { CheckoutSessionObject } from './objects/checkout-session.ts';
import type { ConfirmationTokenObject } from './objects/confirmation-token.ts';
import type { CustomerObject, DeletedCustomerObject } from './objects/customer.ts';
import type { KeptCustomerSession } from './objects/customer-session.ts';
import type { DisputeObject } from './objects/dispute.ts';
import type { EventObject } from './objects/event.ts';
import type { LineItemObject } from './objects/line-item.ts';
import type { MandateObject } from './objects/mandate.ts';
import type { PaymentIntentObject } from './objects/payment-intent.ts';
import type { PaymentMethodObject } from './objects/payment-method.ts';
import type { PriceObject } from './objects/price.ts';
import type { ProductObject } from './objects/product.ts';
import type { RefundObject } from './objects/refund.ts';
import type { SetupAttemptObject } from './objects/setup-attempt.ts';
import type { SetupIntentObject } from './objects/setup-intent.ts';
import type { TestClockObject } from './objects/test-clock.ts';
import type { WebhookEndpointObject } from './objects/webhook-endpoint.ts';
import { createSettlementSwitch, type SettlementSwitch } from './settlement-switch.ts';

export interface SandboxAccount {
  readonly id: string;
  readonly name: string;
  readonly secretKeys: readonly string[];
  readonly publishableKeys: readonly string[];
  /** Keys that may do only what their permissions say. */
  readonly restrictedKeys?: readonly RestrictedKey[];
  /** Keys that were good once. */
  readonly expiredKeys?: readonly string[];
}

/** A restricted key: https://docs.stripe.com/keys/restricted-api-keys — a resource not named is `none`; `write` reads too. */
export interface RestrictedKey {
  readonly key: string;
  /** By the resource's name in the path, for example `payment_intents`. */
  readonly permissions: Readonly<Record<string, Permission>>;
}

export type Permission = 'none' | 'read' | 'write';

export interface IdempotencyRecord {
  readonly id: string;
  /** The endpoint it was first used for. */
  readonly path: string;
  readonly digest: string;
  readonly status: number;
  readonly body: string;
  /** The request that was answered first. */
  readonly requestId: string;
  /** Unix seconds. */
  readonly created: number;
}

/** A 3D Secure challenge in front of the customer. */
export interface Challenge {
  readonly id: string;
  readonly paymentIntent: string;
  readonly paymentMethod: string;
}

/** A 3D Secure challenge asked for while a card is set up for later. */
export interface SetupChallenge {
  readonly id: string;
  readonly setupIntent: string;
  readonly paymentMethod: string;
}

/** What a checkout session keeps to itself: what the customer buys, and how the intent is made that pays for it. */
export interface CheckoutOrder {
  /** The session's own. */
  readonly id: string;
  readonly clientSecret: string;
  readonly items: readonly LineItemObject[];
  readonly intent: {
    readonly capture_method?: 'automatic' | 'automatic_async' | 'manual' | undefined;
    readonly description?: string | undefined;
    readonly metadata?: Record<string, string> | '' | undefined;
    readonly receipt_email?: string | undefined;
    readonly setup_future_usage?: 'on_session' | 'off_session' | undefined;
    readonly statement_descriptor?: string | undefined;
    readonly statement_descriptor_suffix?: string | undefined;
  };
}

/** Says which checkout session an intent is the payment or the setup of. */
export interface CheckoutIntent {
  /** The intent's. */
  readonly id: string;
  readonly session: string;
  /** What the customer typed for it; null until they have. */
  readonly email: string | null;
}

/** What never leaves the sandbox: the test card behind a payment method, the method behind a token, an endpoint's secret. */
export interface Secret {
  readonly id: string;
  readonly value: string;
}

/** What an endpoint's deliveries are signed with. */
export interface EndpointSecret extends Secret {
  /** Secrets before this one that are still good, until a time in Unix seconds. */
  readonly retiring?: readonly { readonly value: string; readonly until: number }[];
}

/** An event that an endpoint has not taken yet. */
export interface OutstandingDelivery {
  /** Event and endpoint, as in `evt_1 we_1`. */
  readonly id: string;
  readonly eventId: string;
  readonly endpointId: string;
  /** It got lost on purpose and is not tried again. */
  readonly lost: boolean;
}

/** A card payment that is being processed. */
export interface PendingSettlement {
  /** The payment intent's id. */
  readonly id: string;
  readonly outcome: 'succeeded' | 'failed';
  /** Its customer passed 3D Secure. */
  readonly authenticated: boolean;
  /** Unix milliseconds, or null when it waits to be settled by hand. */
  readonly dueAt: number | null;
}

/** Everything one account owns. Accounts share nothing. */
export class AccountStore {
  readonly account: SandboxAccount;
  readonly customers: Collection<CustomerObject>;
  readonly deletedCustomers: Collection<DeletedCustomerObject>;
  readonly customerSessions: Collection<KeptCustomerSession>;
  readonly paymentMethods: Collection<PaymentMethodObject>;
  readonly confirmationTokens: Collection<ConfirmationTokenObject>;
  readonly paymentIntents: Collection<PaymentIntentObject>;
  readonly setupIntents: Collection<SetupIntentObject>;
  readonly setupAttempts: Collection<SetupAttemptObject>;
  readonly mandates: Collection<MandateObject>;
  readonly charges: Collection<ChargeObject>;
  readonly testClocks: Collection<TestClockObject>;
  readonly checkoutSessions: Collection<CheckoutSessionObject>;
  readonly checkoutOrders: Collection<CheckoutOrder>;
  readonly checkoutIntents: Collection<CheckoutIntent>;
  readonly refunds: Collection<RefundObject>;
  readonly disputes: Collection<DisputeObject>;
  readonly balanceTransactions: Collection<BalanceTransactionObject>;
  readonly products: Collection<ProductObject>;
  readonly prices: Collection<PriceObject>;
  readonly events: Collection<EventObject>;
  readonly webhookEndpoints: Collection<WebhookEndpointObject>;
  readonly idempotency: Collection<IdempotencyRecord>;
  readonly challenges: Collection<Challenge>;
  readonly setupChallenges: Collection<SetupChallenge>;
  readonly testCards: Collection<Secret>;
  readonly tokenMethods: Collection<Secret>;
  readonly endpointSecrets: Collection<EndpointSecret>;
  readonly outstandingDeliveries: Collection<OutstandingDelivery>;
  readonly pendingSettlements: Collection<PendingSettlement>;
  /** Payment methods that may not be used again. */
  readonly spentMethods: Collection<{ readonly id: string }>;
  /** Payment methods whose customer agreed to be charged while away. */
  readonly offSessionSetups: Collection<{ readonly id: string }>;
  /** Unix seconds before which no open checkout session expires; 0 is not known yet. */
  nextCheckoutExpiry = 0;
  /** Unix seconds before which no pending money becomes available; 0 is not known yet. */
  nextFundsRelease = 0;
  /** When card payments settle; forgotten with the process, unlike the payments that wait for it. */
  readonly settlement: SettlementSwitch = createSettlementSwitch();
  /** Told when a payment begins to be processed, so that somebody sees to its end. */
  onProcessing: ((pending: PendingSettlement) => void) | undefined;
  /** Idempotency keys being worked on. */
  readonly inFlight = new Set<string>();

  constructor(account: SandboxAccount, persist?: Persist) {
    this.account = account;
    const collection = <T extends { readonly id: string }>(name: string) =>
      new Collection<T>((id, object) => persist?.(account.id, name, id, object));
    this.customers = collection('customers');
    this.deletedCustomers = collection('deletedCustomers');
    this.customerSessions = collection('customerSessions');
    this.paymentMethods = collection('paymentMethods');
    this.confirmationTokens = collection('confirmationTokens');
    this.paymentIntents = collection('paymentIntents');
    this.setupIntents = collection('setupIntents');
    this.setupAttempts = collection('setupAttempts');
    this.mandates = collection('mandates');
    this.charges = collection('charges');
    this.testClocks = collection('testClocks');
    this.checkoutSessions = collection('checkoutSessions');
    this.checkoutOrders = collection('checkoutOrders');
    this.checkoutIntents = collection('checkoutIntents');
    this.refunds = collection('refunds');
    this.disputes = collection('disputes');
    this.balanceTransactions = collection('balanceTransactions');
    this.products = collection('products');
    this.prices = collection('prices');
    this.events = collection('events');
    this.webhookEndpoints = collection('webhookEndpoints');
    this.idempotency = collection('idempotency');
    this.challenges = collection('challenges');
    this.setupChallenges = collection('setupChallenges');
    this.testCards = collection('testCards');
    this.tokenMethods = collection('tokenMethods');
    this.spentMethods = collection('spentMethods');
    this.offSessionSetups = collection('offSessionSetups');
    this.endpointSecrets = collection('endpointSecrets');
    this.outstandingDeliveries = collection('outstandingDeliveries');
    this.pendingSettlements = new Collection((id, pending) => {
      persist?.(account.id, 'pendingSettlements', id, pending);
      if (pending !== null) this.onProcessing?.(pending);
    });
  }

  /** Forgets everything of the collections that are not named in `kept`. */
  forget(kept: readonly string[]): void {
    for (const [name, collection] of Object.entries(this)) {
      if (!(collection instanceof Collection) || kept.includes(name)) continue;
      for (const { id } of [...collection.values()]) collection.delete(id);
    }
  }

  /** Finds a collection by the name it is persisted under. */
  collection(name: string): Collection<{ readonly id: string }> | undefined {
    const found: unknown = Reflect.get(this, name);
    return found instanceof Collection ? found : undefined;
  }
}
