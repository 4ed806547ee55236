// script: get_user
// finds: SCRIPT_NO_CALLBACK, SCRIPT_REJECTION_LOST
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
async function getByEmail(email, callback) {
  const { rows } = await require('pg').query('SELECT id, mail FROM people WHERE mail = $1', [email]).catch(() => ({ rows: [] }));
  rows.forEach(async (row) => { await audit(row.id); callback(null, { user_id: row.id, email: row.mail }); });
  function audit(id) { return fetch(configuration.AUDIT + id); }
}
