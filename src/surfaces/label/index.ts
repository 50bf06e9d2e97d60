import type { AnyElysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { artistRoutes } from './artists.ts';
import { authRoutes } from './auth.ts';
import { bookingRoutes } from './booking.ts';
import { codeRoutes } from './codes.ts';
import { contractRoutes } from './contracts.ts';
import { deliveryRoutes } from './delivery.ts';
import { deskRoutes, hearingRoutes } from './desk.ts';
import { deskBookRoutes } from './desk-books.ts';
import { documentRoutes } from './docs.ts';
import { managerRoutes } from './managers.ts';
import { mediaRoutes } from './media.ts';
import { noteRoutes } from './notes.ts';
import { notificationRoutes } from './notifications.ts';
import { payeeRoutes } from './payees.ts';
import { payoutRoutes } from './payouts.ts';
import { recoupmentRoutes } from './recoupment.ts';
import { releaseRoutes } from './releases.ts';
import { reportRoutes } from './reports.ts';
import { royaltyRoutes } from './royalties.ts';
import { splitRoutes } from './splits.ts';
import { statementRoutes } from './statements.ts';
import { termRoutes } from './terms.ts';
import { trackRoutes } from './tracks.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhooks.ts';

/** The label's dialect (documents 5 and 9), one file for each chapter. */
export function labelSurface(services: Services): AnyElysia[] {
  return [
    authRoutes(services),
    userRoutes(services),
    artistRoutes(services),
    managerRoutes(services),
    mediaRoutes(services),
    releaseRoutes(services),
    deskRoutes(services),
    hearingRoutes(services),
    deliveryRoutes(services),
    trackRoutes(services),
    noteRoutes(services),
    codeRoutes(services),
    documentRoutes(services),
    contractRoutes(services),
    royaltyRoutes(services),
    recoupmentRoutes(services),
    reportRoutes(services),
    bookingRoutes(services),
    termRoutes(services),
    splitRoutes(services),
    payeeRoutes(services),
    payoutRoutes(services),
    statementRoutes(services),
    deskBookRoutes(services),
    notificationRoutes(services),
    webhookRoutes(services),
  ];
}
