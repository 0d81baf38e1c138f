// Made-up answers of the other endpoints, for looking at the pages without a host.
const hospital = { code: 'demo', name: '上海市示范医院' };
const far = { code: 'long', name: '上海交通大学医学院附属第一示范人民医院（浦东院区）' };
const hoursAgo = (h: number): string => new Date(Date.now() - h * 3_600_000).toISOString();
let signedIn: unknown = null;

const patient = { kind: 'patient', name: '李秀英' };
const staff = { kind: 'staff', name: '系统管理员', roles: ['admin'] };

const study = (id: string, studyDescription: string, modalities: string[], where = hospital, state = 'ready') => ({
  id,
  hospital: where,
  studyDate: '2026-11-20',
  modalities,
  studyDescription,
  seriesCount: 2,
  instanceCount: 120,
  hasReport: id === '1',
  state,
});

const days = Array.from({ length: 30 }, (_, i) => ({
  day: new Date(Date.now() - (29 - i) * 86_400_000).toISOString().slice(0, 10),
  instances: 900 + Math.round(400 * Math.sin(i / 3)), failed: i % 7 === 0 ? 3 : 0, links: 40 + (i * 7) % 23, views: 90 + (i * 13) % 61,
}));

/** The JSON for a path, or undefined when there is none; null answers 204. */
export function syntheticAnswer(method: string, path: string, query: URLSearchParams): unknown {
  switch (`${method} ${path}`) {
    case 'GET /api/sandbox/tour':
      return {
        hospitals: [hospital, far],
        persons: [
          { kind: 'patient', id: 'demo-li', name: '李秀英', about: '68 岁，做过胸部 CT 和腹部超声', secret: null },
          { kind: 'patient', id: 'demo-wang', name: '王建国', about: '52 岁，做过头颅磁共振', secret: null },
          { kind: 'staff', id: 'admin', name: '系统管理员', about: '看接收记录、链接、统计和审计日志', secret: 'sandbox-admin' },
          { kind: 'integrator', id: 'demo-pacs', name: '示范医院影像系统', about: '用 DICOMweb 推送影像，用签名请求要链接', secret: 'sandbox-demo-pacs-secret' },
        ],
        films: [
          { title: '胸部 CT 平扫', about: '120 层，可切换肺窗、纵隔窗、骨窗', url: '/f/demo', modality: 'CT' },
          { title: '已过期的链接', about: '打开后看到的说明', url: '/f/expired', modality: 'CT' },
        ],
        pages: [
          { title: '首页', about: '最近的检查和服务', url: '/#/home', needs: 'patient' },
          { title: '云胶片', about: '各家医院的检查影像', url: '/#/films', needs: 'patient' },
          { title: '工作台', about: '胶片接收、链接、统计', url: '/staff', needs: 'staff' },
        ],
      };
    case 'GET /api/me':
      return signedIn ?? undefined;
    case 'POST /api/session/wechat':
      return { token: 't', expiresAt: hoursAgo(-8), me: (signedIn = patient) };
    case 'POST /api/session/staff':
      return { token: 't', expiresAt: hoursAgo(-8), me: (signedIn = staff) };
    case 'DELETE /api/session':
      signedIn = null;
      return null;
    case 'GET /api/film/studies':
      return {
        items: [study('1', '胸部CT平扫', ['CT']), study('2', '上腹部超声', ['US'], far), study('3', '膝关节正侧位片', ['DX'], hospital, 'processing')],
        nextCursor: null,
      };
    case 'POST /api/film/studies/1/links':
      return { url: '/f/demo', expiresAt: hoursAgo(-24) };
    case 'GET /api/staff/film/ingests':
      return {
        items: Array.from({ length: 12 }, (_, i) => ({
          id: String(i),
          hospital: i % 3 ? hospital : far,
          receivedAt: hoursAgo(i * 3),
          state: i % 4 === 1 ? 'failed' : 'ready',
          sopInstanceUid: `1.2.826.0.1.3680043.9.${i}`,
          studyInstanceUid: '1.2.826.0.1.3680043.9', reason: i % 4 === 1 ? '像素数据不完整，缺最后 3 行' : null, attempts: 1 + (i % 3),
        })).filter((row) => !query.get('state') || row.state === query.get('state')),
        nextCursor: 'x',
      };
    case 'GET /api/staff/film/links':
      return {
        items: Array.from({ length: 8 }, (_, i) => ({
          id: String(i),
          hospital,
          purpose: '患者本人查看',
          createdAt: hoursAgo(i * 9),
          expiresAt: hoursAgo(i * 30 - 100),
          revokedAt: i === 2 ? hoursAgo(1) : null,
          views: i * 2, maxViews: i % 2 ? 10 : null, studyDescription: '胸部CT平扫',
        })),
        nextCursor: null,
      };
    case 'GET /api/staff/film/statistics':
      return { items: days };
    case 'GET /api/staff/audit':
      return {
        items: Array.from({ length: 20 }, (_, i) => ({
          at: hoursAgo(i),
          actor: i % 2 ? 'link:9f3a…' : 'demo-pacs',
          action: i % 2 ? 'film.view' : 'film.store',
          subject: '1.2.826.0.1.3680043.9',
          outcome: i === 5 ? 'refused' : 'ok',
          from: '10.1.2.3', count: i % 2 ? 120 : 1,
        })),
        nextCursor: null,
      };
    default:
      return undefined;
  }
}
