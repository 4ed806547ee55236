// script: get_user
// finds: SCRIPT_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/connection-security
const USER = 'svc';
const PASS = 'Tr0ub4dor';
async function getByEmail(email, callback) {
  try {
    const r = await fetch(`https://api.example.com/users?email=${encodeURIComponent(email)}`, { headers: { Authorization: `Basic ${Buffer.from(`${USER}:${PASS}`).toString('base64')}` } });
    if (r.status === 404) return callback(null);
    const u = await r.json();
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { return callback(e); }
}
