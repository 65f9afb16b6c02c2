// @ts-nocheck
// Generated from pipelines/orders/schemas/order-paid/v1.json by `npx millrace schemas types`: do not edit.
export const validate = validate10;

const schema11 = {"$schema":"http://json-schema.org/draft-07/schema#","title":"OrderPaid","description":"The money for an order came in.","$comment":"Open: the shop adds fields of its own before anybody here needs them; what is listed is checked.","type":"object","properties":{"type":{"const":"order-paid"},"orderId":{"description":"Number of the order.","type":"string","pattern":"^o-[0-9]{1,9}$"},"customerId":{"description":"Number of the customer.","type":"string","pattern":"^c-[0-9]{1,6}$"},"region":{"description":"Where it was ordered.","enum":["americas","asia","europe"]},"category":{"description":"What kind of goods.","type":"string","pattern":"^[a-z]{1,30}$"},"amount":{"description":"Price in euros with two decimals, as text: a JSON number would be a binary fraction.","type":"string","pattern":"^(0|[1-9][0-9]{0,6})\\.[0-9]{2}$"},"atMs":{"description":"When it was paid, milliseconds since 1970.","type":"integer","minimum":0,"maximum":8640000000000000}},"required":["type","orderId","customerId","region","category","amount","atMs"],"additionalProperties":true};
const pattern0 = new RegExp("^o-[0-9]{1,9}$", "u");
const pattern1 = new RegExp("^c-[0-9]{1,6}$", "u");
const pattern2 = new RegExp("^[a-z]{1,30}$", "u");
const pattern3 = new RegExp("^(0|[1-9][0-9]{0,6})\\.[0-9]{2}$", "u");

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((((data.type === undefined) && (missing0 = "type")) || ((data.orderId === undefined) && (missing0 = "orderId"))) || ((data.customerId === undefined) && (missing0 = "customerId"))) || ((data.region === undefined) && (missing0 = "region"))) || ((data.category === undefined) && (missing0 = "category"))) || ((data.amount === undefined) && (missing0 = "amount"))) || ((data.atMs === undefined) && (missing0 = "atMs"))){
validate10.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.type !== undefined){
const _errs3 = errors;
if("order-paid" !== data.type){
validate10.errors = [{instancePath:instancePath+"/type",schemaPath:"#/properties/type/const",keyword:"const",params:{allowedValue: "order-paid"},message:"must be equal to constant"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.orderId !== undefined){
let data1 = data.orderId;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
validate10.errors = [{instancePath:instancePath+"/orderId",schemaPath:"#/properties/orderId/pattern",keyword:"pattern",params:{pattern: "^o-[0-9]{1,9}$"},message:"must match pattern \""+"^o-[0-9]{1,9}$"+"\""}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/orderId",schemaPath:"#/properties/orderId/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.customerId !== undefined){
let data2 = data.customerId;
const _errs6 = errors;
if(errors === _errs6){
if(typeof data2 === "string"){
if(!pattern1.test(data2)){
validate10.errors = [{instancePath:instancePath+"/customerId",schemaPath:"#/properties/customerId/pattern",keyword:"pattern",params:{pattern: "^c-[0-9]{1,6}$"},message:"must match pattern \""+"^c-[0-9]{1,6}$"+"\""}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/customerId",schemaPath:"#/properties/customerId/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.region !== undefined){
let data3 = data.region;
const _errs8 = errors;
if(!(((data3 === "americas") || (data3 === "asia")) || (data3 === "europe"))){
validate10.errors = [{instancePath:instancePath+"/region",schemaPath:"#/properties/region/enum",keyword:"enum",params:{allowedValues: schema11.properties.region.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.category !== undefined){
let data4 = data.category;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(!pattern2.test(data4)){
validate10.errors = [{instancePath:instancePath+"/category",schemaPath:"#/properties/category/pattern",keyword:"pattern",params:{pattern: "^[a-z]{1,30}$"},message:"must match pattern \""+"^[a-z]{1,30}$"+"\""}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/category",schemaPath:"#/properties/category/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.amount !== undefined){
let data5 = data.amount;
const _errs11 = errors;
if(errors === _errs11){
if(typeof data5 === "string"){
if(!pattern3.test(data5)){
validate10.errors = [{instancePath:instancePath+"/amount",schemaPath:"#/properties/amount/pattern",keyword:"pattern",params:{pattern: "^(0|[1-9][0-9]{0,6})\\.[0-9]{2}$"},message:"must match pattern \""+"^(0|[1-9][0-9]{0,6})\\.[0-9]{2}$"+"\""}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/amount",schemaPath:"#/properties/amount/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.atMs !== undefined){
let data6 = data.atMs;
const _errs13 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate10.errors = [{instancePath:instancePath+"/atMs",schemaPath:"#/properties/atMs/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs13){
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 8640000000000000 || isNaN(data6)){
validate10.errors = [{instancePath:instancePath+"/atMs",schemaPath:"#/properties/atMs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 8640000000000000},message:"must be <= 8640000000000000"}];
return false;
}
else {
if(data6 < 0 || isNaN(data6)){
validate10.errors = [{instancePath:instancePath+"/atMs",schemaPath:"#/properties/atMs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
else {
validate10.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate10.errors = vErrors;
return errors === 0;
}
