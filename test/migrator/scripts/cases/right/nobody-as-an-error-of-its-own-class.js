// script: get_user
async function getUser(email, callback) {
  class NotFound extends Error {}
  try {
    const row = await find(email);
    callback(null, { user_id: row.id, email: row.email });
  } catch (error) {
    if (error instanceof NotFound) return callback(null);
    callback(error);
  }
  async function find(address) {
    const r = await fetch(configuration.URL + encodeURIComponent(address));
    const rows = await r.json();
    if (rows.length === 0) throw new NotFound('nobody');
    return rows[0];
  }
}
