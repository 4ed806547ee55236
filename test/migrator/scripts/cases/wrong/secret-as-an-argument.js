// script: get_user
// finds: SCRIPT_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/connection-security
function getByEmail(email, callback) {
  const { Sequelize } = require('sequelize');
  const db = new Sequelize('app', 'auth0', 'hunter2hunter', { host: configuration.HOST, dialect: 'postgres' });
  db.query('SELECT id, mail FROM people WHERE mail = ?', { replacements: [email] }).then(([rows]) => {
    if (rows.length === 0) return callback(null);
    callback(null, { user_id: rows[0].id, email: rows[0].mail });
  }).catch(callback);
}
