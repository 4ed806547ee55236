// script: get_user
// finds: SCRIPT_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/connection-security
function getByEmail(email, callback) {
  const client = 'Server=db.example.com;Database=app;User Id=auth0;Password=' + 'Xk3nf82' + ';';
  require('mssql').connect(client).then((pool) => pool.request().input('mail', email).query('SELECT id, mail FROM people WHERE mail = @mail')).then((result) => {
    if (result.recordset.length === 0) return callback(null);
    callback(null, { user_id: result.recordset[0].id, email: result.recordset[0].mail });
  }).catch(callback);
}
