import {launch} from './www/test/launch.js';import {serve} from './www/test/serve.js';
const [mode,n]=process.argv.slice(2);
const site=await serve('/tmp/page-work/site');const browser=await launch();
const ctx=await browser.newContext({viewport:{width:1440,height:900}});const page=await ctx.newPage();
const cdp=await ctx.newCDPSession(page);
const hash=mode==='scrub'?`#v1&lesson=many-tasks&executor=busy_loop&p.tasks=${n}&lang=en`:`#v1&lesson=many-tasks&p.tasks=${n}&p.delay=1000&lang=en`;
await cdp.send('Profiler.enable');await cdp.send('Profiler.setSamplingInterval',{interval:200});
if(mode==='start'){await cdp.send('Profiler.start');}
await page.goto(site.url+(mode==='start'?'':hash));
await page.waitForFunction(()=>document.querySelector('wake-scope')?.ready);
await page.evaluate(async()=>{const s=document.querySelector('wake-scope');await s.ready;for(let b=-1;b!==s.steps;){b=s.steps;await new Promise(r=>setTimeout(r,150))}});
if(mode==='scrub')await page.evaluate(()=>document.querySelector('wake-scope').seek(Infinity));
if(mode!=='start')await cdp.send('Profiler.start');
if(mode==='play')await page.evaluate(async()=>{const s=document.querySelector('wake-scope');s.speed=16;s.pace=0;s.play();await new Promise(r=>setTimeout(r,8000));s.pause()});
if(mode==='scrub'){const b=await page.locator('ws-timeline .slider').boundingBox();await page.mouse.move(b.x+180,b.y+60);await page.mouse.down();for(let m=0;m<80;m++)await page.mouse.move(b.x+180+((m*37)%101)*(b.width-200)/101,b.y+60);await page.mouse.up()}
const {profile}=await cdp.send('Profiler.stop');
const nodes=new Map(profile.nodes.map(x=>[x.id,x]));const self=new Map();const dt=profile.timeDeltas;
profile.samples.forEach((id,i)=>self.set(id,(self.get(id)||0)+dt[i]));
const total=new Map(),selfF=new Map();
const name=x=>x.callFrame.functionName+' '+x.callFrame.url.split('/').pop().slice(0,18)+':'+x.callFrame.lineNumber;
const walk=(x,stack)=>{let t=self.get(x.id)||0;const k=name(x);const inS=stack.has(k);if(!inS)stack.add(k);for(const c of x.children||[])t+=walk(nodes.get(c),stack);if(!inS){stack.delete(k);total.set(k,(total.get(k)||0)+t)}selfF.set(k,(selfF.get(k)||0)+(self.get(x.id)||0));return t};
walk(profile.nodes[0],new Set());
const show=m=>[...m].sort((a,b)=>b[1]-a[1]).slice(0,45).map(([k,v])=>(v/1000).toFixed(0).padStart(7)+' '+k).join('\n');
console.log('SELF ms\n'+show(selfF));console.log('TOTAL ms\n'+show(total));
await browser.close();site.close();
