// script: get_user
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/connection-security
function connect(host, password) {
  return require('mysql').createConnection({ host, password });
}
function getByEmail(email, callback) {
  connect('db.example.com', 'hunter2hunter').query('SELECT id, mail FROM people WHERE mail = ?', [email], function (err, rows) {
    if (err) return callback(err);
    if (rows.length === 0) return callback(null);
    callback(null, { user_id: rows[0].id, email: rows[0].mail });
  });
}
