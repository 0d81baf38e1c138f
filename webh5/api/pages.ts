/** The answers behind the front door, the patient's pages and the staff's pages. */

export interface Hospital {
  readonly code: string;
  readonly name: string;
}

export interface Tour {
  readonly hospitals: readonly Hospital[];
  readonly persons: readonly {
    readonly kind: 'patient' | 'staff' | 'integrator';
    readonly id: string;
    readonly name: string;
    readonly about: string;
    readonly secret: string | null;
  }[];
  readonly films: readonly { readonly title: string; readonly about: string; readonly url: string; readonly modality: string }[];
  readonly pages: readonly { readonly title: string; readonly about: string; readonly url: string; readonly needs: 'patient' | 'staff' | null }[];
}

export interface Me {
  readonly kind: 'patient' | 'staff';
  readonly id?: string;
  readonly name: string;
  readonly roles?: readonly string[];
  /** The hospital a member of staff works for; null: all. */
  readonly hospital?: Hospital | null;
  readonly cards?: readonly { readonly id: string; readonly hospital: Hospital; readonly numberMasked: string }[];
}

export interface PatientStudy {
  readonly id: string;
  readonly hospital: Hospital;
  readonly studyDate: string | null;
  readonly modalities: readonly string[];
  readonly studyDescription: string | null;
  readonly seriesCount: number;
  readonly instanceCount: number;
  readonly hasReport: boolean;
  readonly state?: string;
}

export interface Ingest {
  readonly id: string;
  readonly hospital: Hospital;
  readonly receivedAt: string;
  readonly state: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly reason: string | null;
  readonly attempts: number;
}

export interface FilmLink {
  readonly id: string;
  readonly hospital: Hospital;
  readonly purpose: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly views: number;
  readonly maxViews: number | null;
  readonly studyDescription: string | null;
}

export interface AuditEntry {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly hospital?: string | null;
  readonly outcome: string;
  readonly from: string | null;
  readonly count: number;
}

/** One day of the film service. */
export interface FilmDay {
  readonly day: string;
  readonly instances: number;
  readonly failed: number;
  readonly links: number;
  readonly views: number;
}
