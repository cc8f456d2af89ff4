/** @jsxRuntime automatic */
/** @jsxImportSource react */
import { customerName, defineTemplate } from '@flashstudio/mail';
import { formatMoney, moneyFromJson } from '@flashstudio/money';
import { Body, Column, Container, Head, Heading, Hr, Html, Preview, Row, Section, Text } from 'react-email';
import { z } from 'zod';

const moneyJson = z.object({ amount: z.string(), currency: z.string() });

const receiptPayload = z.object({
  shopName: z.string(),
  paymentId: z.string(),
  orderId: z.string(),
  customerName,
  lines: z.array(z.object({ name: z.string(), quantity: z.number(), amount: moneyJson })),
  total: moneyJson,
  card: z.object({ brand: z.string(), last4: z.string() }).nullable(),
  /** ISO 8601, UTC. */
  paidAt: z.string(),
  /** IANA name of the zone in which the shop counts its days; mail that was written before it was told keeps to UTC. */
  timeZone: z.string().default('UTC'),
});

type ReceiptPayload = z.infer<typeof receiptPayload>;

/** What a customer gets when their payment has arrived. */
export const receiptTemplate = defineTemplate({
  name: 'payment-receipt',
  payload: receiptPayload,
  subject: ({ shopName, total }) => `Your receipt from ${shopName}: ${show(total)}`,
  body: (payload) => <PaymentReceipt {...payload} />,
});

function PaymentReceipt({ shopName, orderId, customerName, lines, total, card, paidAt, timeZone }: ReceiptPayload) {
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone }).format(new Date(paidAt));
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
      </Head>
      <Preview>{`${show(total)} paid on ${day}`}</Preview>
      <Body
        style={{
          backgroundColor: '#f4f4f1',
          fontFamily: 'Helvetica, Arial, sans-serif',
          margin: 0,
          padding: '32px 12px',
        }}
      >
        <Container style={{ backgroundColor: '#ffffff', borderRadius: 12, maxWidth: 520, padding: 32 }}>
          <Text style={{ ...soft, margin: 0 }}>{shopName}</Text>
          <Heading as="h1" style={{ color: ink, fontSize: 24, lineHeight: '32px', margin: '8px 0 0' }}>
            Thank you{customerName === null ? '' : `, ${customerName}`}
          </Heading>
          <Text style={{ color: ink, fontSize: 16, lineHeight: '24px' }}>
            We have received your payment of <strong>{show(total)}</strong>.
          </Text>
          <Hr style={{ borderColor: '#e6e6e0' }} />
          <Section>
            {lines.map((line) => (
              <Row key={line.name}>
                <Column style={cell}>
                  {line.quantity} × {line.name}
                </Column>
                <Column style={{ ...cell, textAlign: 'right' }}>{show(line.amount)}</Column>
              </Row>
            ))}
            <Row>
              <Column style={{ ...cell, fontWeight: 700 }}>Total</Column>
              <Column style={{ ...cell, fontWeight: 700, textAlign: 'right' }}>{show(total)}</Column>
            </Row>
          </Section>
          <Hr style={{ borderColor: '#e6e6e0' }} />
          <Text style={soft}>
            {card === null
              ? ''
              : `Paid with ${card.brand.charAt(0).toUpperCase()}${card.brand.slice(1)} ending in ${card.last4} `}
            on {day}. Order {orderId}.
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

const ink = '#1d1d1a';
const soft = { color: '#6b6b63', fontSize: 13, lineHeight: '20px' };
const cell = { color: ink, fontSize: 15, padding: '6px 0' };

function show(value: z.infer<typeof moneyJson>): string {
  return formatMoney(moneyFromJson(value), 'en');
}
